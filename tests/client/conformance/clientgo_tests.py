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

# Exec plugins, TLS, tokens and retries. "*" in a case stands for all entries of a function.
INVENTORY.update({
    "plugin/pkg/client/auth/exec/exec_test.go": {
        "TestCacheKey": 1, "TestRefreshCreds": 24, "TestPluginPolicy": 1, "TestRoundTripper": 4,
        "TestAuthorizationHeaderPresentCancelsExecAction": 3, "TestTLSCredentials": 3,
        "TestConcurrentUpdateTransportConfig": 1, "TestInstallHintRateLimit": 2},
    "rest/exec_test.go": {
        "TestConfigToExecCluster": 7, "TestConfigToExecClusterRoundtrip": 1, "TestExecClusterToConfigRoundtrip": 1},
    "rest/config_test.go": {
        "TestIsConfigTransportTLS": 5, "TestSetKubernetesDefaultsUserAgent": 1, "TestAdjustVersion": 1,
        "TestAdjustCommit": 1, "TestAdjustCommand": 1, "TestBuildUserAgent": 1, "TestDefaultKubernetesUserAgent": 1,
        "TestRESTClientRequires": 1, "TestRESTClientLimiter": 7, "TestAnonymousAuthConfig": 1, "TestCopyConfig": 1,
        "TestConfigStringer": 1, "TestConfigSprint": 1, "TestConfigWarningHandler": 1},
    "rest/url_utils_test.go": {"TestValidatesHostParameter": 8},
    "transport/round_trippers_test.go": {
        "TestMaskValue": 14, "TestBearerAuthRoundTripper": 1, "TestBasicAuthRoundTripper": 2,
        "TestUserAgentRoundTripper": 1, "TestImpersonationRoundTripper": 5, "TestAuthProxyRoundTripper": 3,
        "TestHeaderEscapeRoundTrip": 8, "TestDebuggingRoundTripper": 1},
    "transport/token_source_test.go": {
        "TestCachingTokenSource": 5, "TestCachingTokenSourceRace": 1, "TestTokenSourceTransportRoundTrip": 5,
        "TestTokenSourceTransportCancelRequest": 2},
    "transport/transport_test.go": {
        "TestNew": 21, "TestWrappers": 13, "Test_contextCanceller_RoundTrip": 2, "TestRootCertPoolEmptyData": 2},
    "rest/with_retry_test.go": {"TestIsNextRetry": 8, "TestWrapPreviousError": 11},
    "rest/request_test.go": {
        "TestTransformResponse": 13, "TestTransformUnstructuredError": 9, "TestRetryableConditions": 17,
        "TestRequestMaxRetries": 3,
        "TestNewRequestSetsAccept": 1, "TestRequestSetsHeaders": 1, "TestRequestWithErrorWontChange": 1,
        "TestRequestPreservesBaseTrailingSlash": 1, "TestRequestAbsPathPreservesTrailingSlash": 1,
        "TestRequestAbsPathJoins": 1, "TestRequestSetsNamespace": 1, "TestRequestOrdersNamespaceInPath": 1,
        "TestRequestOrdersSubResource": 1, "TestRequestSetTwiceError": 1, "TestInvalidSegments": 1,
        "TestRequestParam": 1, "TestRequestVersionedParams": 1, "TestRequestVersionedParamsFromListOptions":
        1, "TestRequestVersionedParamsWithInvalidScheme": 1, "TestRequestError": 1, "TestRequestURI": 1,
        "TestRequestURIContext": 1, "TestRequestBody": 1, "TestResultIntoWithErrReturnsErr": 1,
        "TestResultIntoWithNoBodyReturnsErr": 1, "TestURLTemplate": 1, "TestTransformResponseNegotiate": 1,
        "TestRequestWatch": 1, "TestRequestStream": 1, "TestRequestDo": 1, "TestDoRequestNewWay": 1,
        "TestBackoffLifecycle": 1, "TestCheckRetryClosesBody": 1, "TestConnectionResetByPeerIsRetried": 1,
        "TestCheckRetryHandles429And5xx": 1, "TestDoRequestNewWayReader": 1, "TestDoRequestNewWayObj": 1,
        "TestDoRequestNewWayFile": 1, "TestWasCreated": 1, "TestVerbs": 1, "TestAbsPath": 1,
        "TestUnacceptableParamNames": 1, "TestBody": 1, "TestWatch": 1, "TestWatchNonDefaultContentType": 1,
        "TestWatchUnknownContentType": 1, "TestStream": 1, "TestDoContext": 1, "TestTruncateBody": 1,
        "TestRequestPreflightCheck": 1, "TestThrottledLogger": 1, "TestRequestWithRetry": 1,
        "TestRequestDoWithRetry": 1, "TestRequestDoRawWithRetry": 1, "TestRequestStreamWithRetry": 1,
        "TestRequestWatchWithRetry": 1, "TestRequestDoRetryWithRateLimiterBackoffAndMetrics": 1,
        "TestRequestStreamRetryWithRateLimiterBackoffAndMetrics": 1,
        "TestRequestWatchRetryWithRateLimiterBackoffAndMetrics": 1, "TestRequestDoWithRetryInvokeOrder": 1,
        "TestRequestStreamWithRetryInvokeOrder": 1, "TestRequestWatchWithRetryInvokeOrder": 1,
        "TestRequestWatchWithWrapPreviousError": 1, "TestRequestDoWithWrapPreviousError": 1,
        "TestReuseRequest": 1, "TestHTTP1DoNotReuseRequestAfterTimeout": 1, "TestTransportConcurrency": 1,
        "TestRequestConcurrencyWithRetry": 1, "TestRequestLogging": 1, "TestRequestWarningHandler": 1,
        "TestTryThrottleWithInfoContextDeadline": 1},
})
