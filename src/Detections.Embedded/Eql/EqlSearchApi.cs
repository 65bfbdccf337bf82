using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Eql;

namespace Detections.Embedded.Eql;

/// <summary><c>_eql/search</c>: what passes the filter is judged by the engine that the product judges with.</summary>
internal sealed class EqlSearchApi(Node node)
{
    public const string Action = "indices:data/read/eql";

    private readonly Searcher _searcher = new(node);

    public ApiReply Search(ApiRequest request)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var options = IndexOptions.From(request) with
        {
            IgnoreUnavailable = request.Flag("ignore_unavailable", otherwise: true),
        };
        var expression = request.Segment("index");
        var indices = node.Catalog.Resolve(expression, options);
        if (indices.Count == 0)
        {
            throw ApiException.NoSuchIndex(expression);
        }

        var search = EqlSearchRequest.Read(request, indices);
        var hits = new Dictionary<(string Index, string Id), SearchHit>();
        var matches = search.Query.Take(Judge(search, indices, hits), search.Size, search.Position);
        var response = new EqlSearchResponse(node, search, hits);
        return ApiReply.Write(
            200,
            writer => response.Write(writer, matches, System.Diagnostics.Stopwatch.GetElapsedTime(started))
        );
    }

    private IReadOnlyList<EqlMatch> Judge(
        EqlSearchRequest search,
        IReadOnlyList<StoredIndex> indices,
        Dictionary<(string Index, string Id), SearchHit> hits
    )
    {
        var fields = FieldTable.Create([.. search.Query.Fields, .. search.Query.OrderFields], search.Types);
        var reader = new EventReader(fields);
        var matcher = search.Query.CreateMatcher(
            fields,
            new EqlMatcherOptions { MaxHits = int.MaxValue, MaxSamplesPerKey = search.MaxSamplesPerKey }
        );
        foreach (var hit in _searcher.All(new SearchRequest { Query = search.Filter }, indices))
        {
            if (!reader.TryRead(node.Documents.Source(hit.Document.Row), out var values, out var problem))
            {
                throw new ApiException(500, "embedded_node_exception", $"[{hit.Index.Name}/{hit.Id}]: {problem}");
            }

            if (matcher.Add(values, hit.Index.Name, hit.Id, hit.Document.Row))
            {
                hits[(hit.Index.Name, hit.Id)] = hit;
            }
        }

        var found = matcher.Finish();
        var report = matcher.Report;
        return report.CutKeys + report.CutConditions == 0
            ? found
            : throw new ApiException(
                400,
                "embedded_node_exception",
                "an event has more values in its fields than an EQL search of this node compares"
            );
    }
}
