using Detections.Elasticsearch;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Elasticsearch;

public sealed class FilterWorthTests
{
    private const string Filter = """{"match_none":{}}""";

    [Theory]
    [InlineData(20_000, 18_000, true, 2)]
    [InlineData(20_000, 18_001, false, 2)]
    [InlineData(10_000, 10_000, true, 1)]
    public async Task A_filter_is_used_where_it_leaves_out_a_tenth_of_many_events(
        long all,
        long kept,
        bool isWorthIt,
        int counts
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!IsCount(request))
            {
                return false;
            }

            var total = request.Body!.Contains(Filter, StringComparison.Ordinal) ? kept : all;
            context.Response.ContentType = "application/json";
            context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
            await ClusterProxy.Refuse(context, 200, $"{{\"hits\":{{\"total\":{{\"value\":{total}}},\"hits\":[]}}}}");
            return true;
        };
        var client = TestCluster.Service<ElasticsearchClient>(product);
        var worth = TestCluster.Service<FilterWorth>(product);
        var cancellation = TestContext.Current.CancellationToken;
        var pit = await PointInTime.OpenAsync(client, [TestCluster.Stream], new(), inPart: false, cancellation);
        var query = new SourceQuery(
            [TestCluster.Stream],
            [new("event.ingested", FallsBack: true)],
            new(TestCluster.Now, TestCluster.Now.AddMinutes(1))
        );

        for (var sweep = 0; sweep < 12; sweep++)
        {
            Assert.Equal(isWorthIt, await worth.AskAsync(query, Filter8(), pit, cancellation));
        }

        Assert.Equal(counts, cluster.Proxy.Requests.Count(IsCount));
        await worth.AskAsync(query, Filter8(), pit, cancellation);
        Assert.Equal(2 * counts, cluster.Proxy.Requests.Count(IsCount));
    }

    private static ReadOnlyMemory<byte> Filter8() => System.Text.Encoding.UTF8.GetBytes(Filter);

    private static bool IsCount(RecordedRequest request) =>
        request.Body?.Contains("\"track_total_hits\":true", StringComparison.Ordinal) == true;
}
