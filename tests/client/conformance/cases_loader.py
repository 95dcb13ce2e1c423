# SPDX-License-Identifier: Apache-2.0
"""Which files are read and how they become one: client-go's tools/clientcmd/loader_test.go."""
from case import Case, one

LOADER = "tools/clientcmd/loader_test.go:"

CASES = [
    Case("loader/home-file", LOADER + "TestLoadingGetLoadingPrecedence[default]", config=one(),
         sees={"0.namespace": "ai", "0.authorization": "Bearer secret"}),
    Case("loader/explicit-file", LOADER + "TestLoadingGetLoadingPrecedence[explicit]", config=one(user={"token": "home"}),
         files={"work/other": one(user={"token": "flag"})}, env={"KUBECONFIG": "@home@/.kube/config"},
         args=("--kubeconfig", "other"), sees={"0.authorization": "Bearer flag"}),
]
