# SPDX-License-Identifier: Apache-2.0
"""What is asked again and what is not, and what an answer that is an error comes to: client-go's rest/with_retry_test.go
and the part of rest/request_test.go that is about it. `lists` is how often the list of pods was asked for.

kubectl does not show an error of one list among others, this program makes a gap of it: where only the lists fail, all
fail, and both say why."""
from case import Case, Inapplicable, one

WITH = "rest/with_retry_test.go:"
NEXT = WITH + "TestIsNextRetry[%s]"
REQUEST = "rest/request_test.go:"
CONDITION = REQUEST + "TestRetryableConditions[%s]"
TRANSFORM = REQUEST + "TestTransformResponse[%s]"
UNSTRUCTURED = REQUEST + "TestTransformUnstructuredError[%s]"
PODS = "/api/v1/namespaces/ai/pods"
EMPTY = {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": []}


def status(code, reason, message, **more):
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason,
            "message": message, **more}


def answer(code, body="", after=None, kind=None):
    headers = {} if after is None else {"Retry-After": after}
    if kind:
        headers["Content-Type"] = kind
    return {"status": code, "body": body, "headers": headers}


def goes_away(name, source, *answers, **more):
    """The list of pods fails first and is then there."""
    return Case("retry/" + name, source, config=one(), routes={0: {PODS: [*answers, {"body": EMPTY}]}},
                sees={"0.lists": len(answers) + 1}, **more)


def stays(name, source, one_answer, want, lists=1, says=(), **more):
    """Every list fails in the same way."""
    return Case("error/" + name, source, config=one(), routes={0: {"lists": one_answer}}, want=want,
                sees={"0.lists": lists}, says=says, **more)


def gap(name, source, one_answer, want, says, lists=1):
    """Every list is refused with a word of the API server: this program reports what it may not see."""
    return stays(name, source, one_answer, want, lists, says, deviates="forbidden-is-a-gap", ours={"outcome": "ok"})


OTHERS = {  # of rest/request_test.go
    "how a Go program builds a request: what this program sends is in the other cases and in tests/client/client_test.py": """
        TestNewRequestSetsAccept TestRequestSetsHeaders TestRequestWithErrorWontChange TestRequestPreservesBaseTrailingSlash
        TestRequestAbsPathPreservesTrailingSlash TestRequestAbsPathJoins TestRequestSetsNamespace
        TestRequestOrdersNamespaceInPath TestRequestOrdersSubResource TestRequestSetTwiceError TestInvalidSegments
        TestRequestParam TestRequestVersionedParams TestRequestVersionedParamsFromListOptions
        TestRequestVersionedParamsWithInvalidScheme TestRequestError TestRequestURI TestRequestURIContext TestURLTemplate
        TestAbsPath TestUnacceptableParamNames TestVerbs TestRequestPreflightCheck TestWasCreated
        TestResultIntoWithErrReturnsErr TestResultIntoWithNoBodyReturnsErr TestTransformResponseNegotiate
        TestRequestWarningHandler""",
    "bodies of requests: nothing here is sent but GET, which has none": """
        TestRequestBody TestBody TestDoRequestNewWay TestDoRequestNewWayReader TestDoRequestNewWayObj
        TestDoRequestNewWayFile TestRequestWithRetry""",
    "watch, which this program does not use": """
        TestWatch TestWatchNonDefaultContentType TestWatchUnknownContentType TestRequestWatchWithRetry
        TestRequestWatchRetryWithRateLimiterBackoffAndMetrics TestRequestWatchWithRetryInvokeOrder
        TestRequestWatchWithWrapPreviousError""",
    "the order in which Go functions are called, their back-off and their metrics": """
        TestRequestDo TestBackoffLifecycle TestRequestDoWithRetry TestRequestDoRawWithRetry TestRequestStreamWithRetry
        TestRequestDoRetryWithRateLimiterBackoffAndMetrics TestRequestStreamRetryWithRateLimiterBackoffAndMetrics
        TestRequestStreamWithRetryInvokeOrder TestReuseRequest TestHTTP1DoNotReuseRequestAfterTimeout
        TestTransportConcurrency TestRequestConcurrencyWithRetry TestThrottledLogger TestTryThrottleWithInfoContextDeadline
        TestDoContext""",
    "the log of client-go and how it cuts bodies": "TestTruncateBody TestRequestLogging",
    "the body of a log: tests/client/client_test.py has those of this program": "TestStream TestRequestStream",
}
BREAKS = {"fault": "reset"}
ENDS = {"fault": "close"}

CASES = [
    Case("retry/ok", (CONDITION % "server returns OK, never retry", NEXT % "server returned a non response without without a Retry-After header"),
         config=one(), sees={"0.lists": 1}),
    goes_away("429-with-time", (CONDITION % "server returns {429, Retry-After}",
                                NEXT % "server returned a retryable HTTP 429 response",
                                REQUEST + "TestCheckRetryClosesBody",
                                REQUEST + "TestRequestMaxRetries[1 max-retry should exactly work]"),
              answer(429, "Too many requests", "1")),
    goes_away("503-with-time", (CONDITION % "server returns {503, Retry-After}",
                                NEXT % "server returned a retryable HTTP 5xx response"), answer(503, "", "1")),
    goes_away("429-500-501-504", REQUEST + "TestCheckRetryHandles429And5xx", answer(429, "", "0"), answer(500, "", "0"),
              answer(501, "", "0"), answer(504, "", "0")),
    goes_away("five-times", (REQUEST + "TestRequestMaxRetries[5 max-retry should work]",), *[answer(429, "", "0")] * 5),
    goes_away("two-connections-that-break", (REQUEST + "TestConnectionResetByPeerIsRetried",
                                             CONDITION % "server returns connection reset error",
                                             CONDITION % "server returns connection reset by peer error",
                                             NEXT % "server returned a retryable error"), BREAKS, BREAKS,
              ignore=("0.lists",)),
    goes_away("two-connections-that-end", (CONDITION % "server returns EOF error",
                                           CONDITION % "server returns unexpected EOF error"), ENDS, ENDS,
              ignore=("0.lists",)),
    goes_away("busy-then-broken", REQUEST + "TestRequestDoWithWrapPreviousError[interleaved retry-after responses with retryable errors]",
              answer(429, "", "0"), BREAKS, answer(503, "", "0"), ignore=("0.lists",)),
    stays("429-for-ever", (NEXT % "all retries are exhausted", REQUEST + "TestRequestDoWithRetryInvokeOrder[server always returns retry-after response]"),
          answer(429, "Too many requests", "0"), "http/429", 11, ("too many requests", 'context "test"')),
    stays("429-without-time", (CONDITION % "server returns 429 but no Retry-After", NEXT % "zero maximum retry",
                               REQUEST + "TestRequestMaxRetries[no retrying should fail]"),
          answer(429, "Too many requests"), "http/429", 1, ("too many requests",)),
    stays("5xx-without-time", (CONDITION % "server returns 5xx, but no Retry-After",
                               TRANSFORM % "500"), answer(500), "http/5xx", 1, ("HTTP 500", 'context "test"')),
    stays("3xx-with-time", CONDITION % "server returns {3xx, Retry-After}", answer(301, "", "0"), "http/3xx", 1,
          ("HTTP 301",)),
    Case("retry/refused", CONDITION % "server returns connection refused error", want="connect/refused",
         config=one(clu={"server": "https://127.0.0.1:@refused@"}), sees={"0.method": "nothing arrived"}),
    stays("no-answer", CONDITION % "server returns net.Timeout() == true error", {"fault": "stall"}, "connect/timeout", 1,
          args=("--request-timeout=1s",)),
    stays("429-with-a-date", "", answer(429, "", "Fri, 31 Dec 1999 23:59:59 GMT"), "http/429"),
    goes_away("time-below-zero", "", answer(429, "", "-1"), ignore=("0.lists", "outcome")),

    stays("401", TRANSFORM % "401", answer(401), "unauthorized", 1, ('user "usr"',)),
    stays("401-with-words", TRANSFORM % "401 JSON", answer(401, "aaaaa"), "unauthorized", 1),
    stays("401-with-words-of-another-type", TRANSFORM % "401 text", answer(401, "aaaaa", kind="text/any"), "unauthorized", 1),
    gap("403", TRANSFORM % "403", answer(403, status(403, "Forbidden", 'pods is forbidden: User "ci" cannot list')), "forbidden",
        ('pods is forbidden: User "ci" cannot list',)),
    stays("403-of-somebody-else", REQUEST + "TestRequestWatch[server returns forbidden without content]", answer(403), "forbidden", 1,
          ("forbidden", 'context "test"', 'cluster "clu"')),
    gap("403-json", REQUEST + "TestRequestWatch[server returns forbidden with json content]",
        answer(403, status(403, "Forbidden", "secrets is forbidden")), "forbidden", ("secrets is forbidden",)),
    stays("404", (TRANSFORM % "404", UNSTRUCTURED % "404"), answer(404), "http/404", 1,
          ("could not find the requested resource",)),
    stays("400", UNSTRUCTURED % "400", answer(400), "http/400", 1, ("HTTP 400",)),
    stays("400-that-is-a-404", UNSTRUCTURED % "400, Status says 404",
          answer(400, status(404, "", "")), "http/other", 1, ignore=("outcome",)),
    stays("400-that-says-success", UNSTRUCTURED % "400, Status says success",
          answer(400, {"kind": "Status", "apiVersion": "v1", "status": "Success", "code": 404}), "http/400", 1,
          deviates="forbidden-is-a-gap", ours={"outcome": "ok"}),
    stays("400-empty-object", UNSTRUCTURED % "400, {}", answer(400, {"a": 1}), "http/400", 1),
    stays("400-status-without-version", UNSTRUCTURED % "400, Status without apiVersion",
          answer(400, {"kind": "Status", "status": "Failure", "code": 404, "message": "no such thing"}), "http/400", 1,
          ("no such thing",), ignore=("outcome",)),
    stays("400-without-kind", UNSTRUCTURED % "400, no kind", answer(400, {"status": "Failure", "code": 404}), "http/400", 1),
    stays("409", TRANSFORM % "409", answer(409), "http/409", 1, ("HTTP 409",)),
    stays("422", TRANSFORM % "422", answer(422), "http/422", 1, ("HTTP 422",)),
    stays("503", "", answer(503, "no backend\n"), "http/503", 1, ("unable to handle the request", "no backend")),
    stays("504", "", answer(504), "http/504", 1, ("did not answer its own request in time",)),
    gap("500-with-words", "", answer(500, status(500, "InternalError", "etcd is on fire")), "http/5xx", ("etcd is on fire",)),
    stays("200-that-is-rubbish", (TRANSFORM % "200 rubbish", TRANSFORM % "200 rubbish again"), answer(200, "aaaaa"), "http/no-api", 1,
          ("its answer is no list",)),
    stays("200-that-is-empty", TRANSFORM % "200", answer(200, ""), "http/no-api", 1, ("its answer is no list",)),
    Inapplicable((TRANSFORM % "201", TRANSFORM % "199"), "an answer to a POST, and one that no HTTP server can give"),
    Inapplicable((UNSTRUCTURED % "409 of a POST", UNSTRUCTURED % "409 of a PUT"), "nothing here is sent but GET"),
    Inapplicable(tuple(CONDITION % name for name in (
        "server returns broken connection error", "server returns use of closed network connection error",
        "server returns GOAWAY error")), "an error within Go's HTTP client, or of HTTP/2: the cluster tests send a GOAWAY"),
    Inapplicable(tuple(CONDITION % name for name in ("server returns connection refused error, POST",
                                                     "server returns EOF error, POST")), "nothing here is sent but GET"),
    Inapplicable(tuple(NEXT % name for name in ("bad input, response and err are nil",
                                                "both response and err are set, err takes precedence")),
                 "what Go functions are handed"),
    Inapplicable((REQUEST + "TestRequestWatch[*]", REQUEST + "TestRequestDoWithRetryInvokeOrder[*]",
                  REQUEST + "TestRequestDoWithWrapPreviousError[*]"), "the other entries differ in Go's own calls only"),
    Inapplicable(WITH + "TestWrapPreviousError[*]", "how Go errors are wrapped in one another"),
    *(Inapplicable(tuple(REQUEST + name + "[*]" for name in names.split()), why) for why, names in OTHERS.items()),
]
