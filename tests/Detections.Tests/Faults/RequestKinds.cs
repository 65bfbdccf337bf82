using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>Tells what a request is for by its method, path and body.</summary>
internal static class RequestKinds
{
    public static RequestKind Of(RecordedRequest request)
    {
        var path = request.Path.Split('?')[0];
        var own = path.StartsWith("/detections-", StringComparison.Ordinal);
        return (request.Method, path.Split('/')[^1]) switch
        {
            ("GET", "") when path == "/" => RequestKind.Info,
            ("GET", "health") => RequestKind.Clock,
            ("POST", "_has_privileges") => RequestKind.Privileges,
            ("POST", "_pit") => RequestKind.PitOpen,
            ("DELETE", "_pit") => RequestKind.PitClose,
            ("POST", "_field_caps") or ("GET", "_mapping") => RequestKind.Fields,
            ("POST", "_mget") => RequestKind.Known,
            ("POST", "_bulk") => OfBulk(request.Body!),
            ("POST", "_search") when path == "/_search" => RequestKind.Page,
            ("POST", "_search" or "_count") when own => OfOwnSearch(path, request.Body!),
            ("POST", "_search") => RequestKind.Fetch,
            ("GET", _) when path.StartsWith("/_resolve/", StringComparison.Ordinal) => RequestKind.Resolve,
            ("PUT", var id) when id.StartsWith("ledger", StringComparison.Ordinal) => RequestKind.LedgerPut,
            ("GET", var id) when id.StartsWith("ledger", StringComparison.Ordinal) => RequestKind.LedgerGet,
            _ when own && path.Contains("/_doc/", StringComparison.Ordinal) => RequestKind.Suppress,
            ("GET" or "PUT", _) when own => RequestKind.Install,
            _ => RequestKind.Other,
        };
    }

    /// <summary>Whether it changes what is kept.</summary>
    public static bool Writes(RecordedRequest request) =>
        Of(request)
            is RequestKind.LedgerPut
                or RequestKind.WriteAlerts
                or RequestKind.WriteState
                or RequestKind.WriteRuns
                or RequestKind.Suppress
                or RequestKind.Install
        && request.Method != "GET";

    private static RequestKind OfBulk(string body)
    {
        var first = body.AsSpan(0, Math.Max(0, body.IndexOf('\n')));
        return first.Contains("\"detections-runs-", StringComparison.Ordinal) ? RequestKind.WriteRuns
            : first.Contains("\"detections-state-", StringComparison.Ordinal) ? RequestKind.WriteState
            : RequestKind.WriteAlerts;
    }

    private static RequestKind OfOwnSearch(string path, string body) =>
        path.EndsWith("_count", StringComparison.Ordinal)
            ? body.Contains("\"suppressed", StringComparison.Ordinal)
                ? RequestKind.Suppress
                : RequestKind.QueueLength
            : body.Contains("\"ledger\"", StringComparison.Ordinal)
                ? RequestKind.LedgerLoad
                : body.Contains("\"queued\"", StringComparison.Ordinal)
                    ? RequestKind.QueueRead
                    : body.Contains("kibana.alert.instance.id", StringComparison.Ordinal)
                        ? RequestKind.Suppress
                        : RequestKind.Trim;
}
