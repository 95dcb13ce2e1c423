// SPDX-License-Identifier: Apache-2.0
// rules/tables/cuda.yaml and compute-capability.yaml: which driver a CUDA needs, which GPU has which compute
// capability, and since when CUDA builds code for it.
#pragma once

#include <optional>
#include <string_view>

#include "knowledge/version.hpp"

namespace aidiag::knowledge {

/// The driver that a toolkit was released with, by its first two numbers; with it, all of the toolkit works.
/// nullopt for a toolkit that the table does not know.
std::optional<Version> toolkit_driver(const Version& cuda);

/// The oldest driver with which a program built for this CUDA may start at all: that of its major version
/// (minor-version compatibility, since CUDA 11), or of the toolkit if that is older. A compatibility package in the
/// image can make up for an older one. nullopt for a CUDA newer than the table.
std::optional<Version> oldest_driver(const Version& cuda);

/// The newest CUDA whose toolkit's driver is not newer than this one: what nvidia-smi shows as CUDA Version.
/// nullopt for a driver older than the table.
std::optional<Version> cuda_of_driver(const Version& driver);

/// The compute capability of a GPU by its product's name, as nvidia-smi or a label writes it; nullopt if unknown.
std::optional<Version> compute_capability(std::string_view product);

/// The first CUDA that builds code for a compute capability; nullopt if the table does not know it.
std::optional<Version> first_cuda_for(const Version& capability);

}  // namespace aidiag::knowledge
