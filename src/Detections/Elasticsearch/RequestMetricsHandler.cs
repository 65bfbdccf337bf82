using System.Diagnostics;
using System.Diagnostics.Metrics;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Measures requests as the product sees them, retries included.</summary>
internal sealed class RequestMetricsHandler : DelegatingHandler
{
    private const string Root = "root";
    private const string Index = "index";

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "detections.elasticsearch.request.duration",
        "s",
        "How long requests to Elasticsearch took, retries included",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120] }
    );

    private static readonly Counter<long> Received = Telemetry.Meter.CreateCounter<long>(
        "detections.elasticsearch.response.body.size",
        "By",
        "How many bytes Elasticsearch answered with, after decompression"
    );

    /// <summary>The APIs that are named; a name that came from a setting would be a label without bounds.</summary>
    private static readonly HashSet<string> Operations = new(StringComparer.Ordinal)
    {
        "_alias",
        "_bulk",
        "_cat",
        "_count",
        "_doc",
        "_field_caps",
        "_mapping",
        "_mget",
        "_pit",
        "_resolve",
        "_search",
        "_security",
        "_settings",
    };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = "no_answer";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            Received.Add(
                response.Content.Headers.ContentLength ?? 0,
                new KeyValuePair<string, object?>("operation", Operation(request.RequestUri!))
            );
            outcome = $"{(int)response.StatusCode / 100}xx";
            return response;
        }
        finally
        {
            Duration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new("operation", Operation(request.RequestUri!)),
                new("outcome", outcome)
            );
        }
    }

    private static string Operation(Uri url) =>
        url.Segments.Select(s => s.TrimEnd('/')).FirstOrDefault(Operations.Contains)
        ?? (url.AbsolutePath.Length > 1 ? Index : Root);
}
