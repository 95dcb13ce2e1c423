// SPDX-License-Identifier: Apache-2.0
#include "aidiag/source.hpp"
