# SPDX-License-Identifier: Apache-2.0
"""The tests of client-go v0.37.2 that say what a client's user can see: file -> function -> number of entries (1 where
it has no table). The runner counts which of them the cases are taken from, and fails when one is missing."""

INVENTORY = {
    "tools/clientcmd/loader_test.go": {
        "TestNilOutMap": 1, "TestNonExistentCommandLineFile": 1, "TestToleratingMissingFiles": 1,
        "TestWarningMissingFiles": 1, "TestNoWarningMissingFiles": 1, "TestErrorReadingFile": 1,
        "TestErrorReadingNonFile": 1, "TestConflictingCurrentContext": 1, "TestEncodeYAML": 1, "TestLoadingEmptyMaps": 1,
        "TestDuplicateClusterName": 1, "TestDuplicateContextName": 1, "TestDuplicateUserName": 1,
        "TestDuplicateExtensionName": 1, "TestRelativizePathWithNoBacksteps": 10, "TestResolveRelativePaths": 11,
        "TestMigratingFile": 1, "TestMigratingFileLeaveExistingFileAlone": 1, "TestMigratingFileSourceMissingSkip": 1,
        "TestFileLocking": 1, "Example_noMergingOnExplicitPaths": 1, "Example_mergingSomeWithConflict": 1,
        "Example_mergingEverythingNoConflicts": 1, "TestDeduplicate": 3, "TestLoadingGetLoadingPrecedence": 4},
    "tools/clientcmd/config_test.go": {"TestModifyConfigWritesToFirstKubeconfigFile": 1},
    "tools/clientcmd/client_config_test.go": {
        "TestMergeSemantics": 12, "TestDisableCompression": 1, "TestInsecureOverridesCA": 1, "TestCAOverridesCAData": 1,
        "TestTLSServerName": 1, "TestTLSServerNameClearsWhenServerNameSet": 1, "TestFullImpersonateConfig": 1,
        "TestMergeContext": 2, "TestModifyContext": 1, "TestCertificateData": 1, "TestProxyURL": 7,
        "TestBasicAuthData": 1, "TestBasicTokenFile": 1, "TestPrecedenceTokenFile": 1, "TestCreateClean": 1,
        "TestCreateCleanWithPrefix": 10, "TestCreateCleanDefault": 1, "TestCreateCleanDefaultCluster": 1,
        "TestCreateMissingContextNoDefault": 1, "TestCreateMissingContext": 1,
        "TestCreateAuthConfigExecInstallHintCleanup": 1, "TestInClusterClientConfigPrecedence": 10,
        "TestNamespaceOverride": 1, "TestAuthConfigMerge": 1, "TestCleanANSIEscapeCodes": 10,
        "TestMergeRawConfigDoOverride": 1, "TestClientCertOverrideData": 2},
    "tools/clientcmd/validation_test.go": {
        "TestConfirmUsableBadInfoButOkConfig": 1, "TestConfirmUsableMissingObjects": 2,
        "TestConfirmUsableBadInfoConfig": 1, "TestConfirmUsableEmptyConfig": 1, "TestConfirmUsableMissingConfig": 1,
        "TestValidateEmptyConfig": 1, "TestValidateMissingCurrentContextConfig": 1, "TestIsContextNotFound": 1,
        "TestIsEmptyConfig": 1, "TestIsConfigurationInvalid": 1, "TestValidateMissingReferencesConfig": 1,
        "TestValidateEmptyContext": 1, "TestValidateEmptyContextName": 1, "TestValidateEmptyClusterInfo": 1,
        "TestValidateClusterInfoErrEmptyCluster": 1, "TestValidateMissingCAFileClusterInfo": 1,
        "TestValidateCleanClusterInfo": 1, "TestValidateCleanWithCAClusterInfo": 1, "TestValidateEmptyAuthInfo": 1,
        "TestValidateCertFilesNotFoundAuthInfo": 1, "TestValidateCertDataOverridesFiles": 1,
        "TestValidateCleanCertFilesAuthInfo": 1, "TestValidateCleanTokenAuthInfo": 1,
        "TestValidateMultipleMethodsAuthInfo": 1, "TestValidateAuthInfoExec": 1, "TestValidateAuthInfoExecNoVersion": 1,
        "TestValidateAuthInfoExecNoCommand": 1, "TestValidateAuthInfoExecWithAuthProvider": 1,
        "TestValidateAuthInfoExecNoEnv": 1, "TestValidateAuthInfoExecInteractiveModeMissing": 1,
        "TestValidateAuthInfoExecInteractiveModeInvalid": 1, "TestValidateAuthInfoImpersonateUser": 1,
        "TestValidateAuthInfoImpersonateEverything": 1, "TestValidateAuthInfoImpersonateGroupsWithoutUserInvalid": 1,
        "TestValidateAuthInfoImpersonateExtraWithoutUserInvalid": 1,
        "TestValidateAuthInfoImpersonateUIDWithoutUserInvalid": 1, "TestErrConfigurationInvalidWithErrorsIs": 5,
        "TestErrConfigurationInvalidWithErrorsIsShortCircuitsOnFirstMatch": 1},
    "tools/clientcmd/merged_client_builder_test.go": {"TestInClusterConfig": 9, "TestInClusterConfigNamespace": 9},
    "tools/clientcmd/overrides_test.go": {"TestNamespacePrefixStrip": 11},
    "tools/clientcmd/api/v1/defaults_test.go": {"TestSetDefaults_Config": 5},
    "tools/clientcmd/api/helpers_test.go": {
        "TestMinifySuccess": 1, "TestMinifyMissingContext": 1, "TestMinifyMissingCluster": 1, "TestMinifyMissingAuthInfo": 1,
        "TestFlattenSuccess": 1, "TestShortenSuccess": 1, "TestRedactSecrets": 1},
}
