using System.Net;
using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_cluster_without_room_fails_the_run_with_the_remedy_and_loses_nothing()
    {
        await using var cluster = await TestCluster.StartAsync(maxDataSize: 4 * 1024 * 1024);
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Put, "ballast", "{\"mappings\":{\"dynamic\":false}}");
        var attack = TestCluster.Attack(TestCluster.Now);
        attack["message"] = new string('x', 500_000);
        await cluster.IndexAsync([attack]);
        await FillAsync(cluster);

        var full = await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Delete, "ballast");
        var roomy = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 0, 0), (full.Status, full.Created, full.Rejected));
        Assert.Contains(
            full.Failures,
            f => f.Contains("A disk is fuller than the flood-stage watermark: free space", StringComparison.Ordinal)
        );
        Assert.Empty(roomy.Failures);
        Assert.Equal((1, TimeSpan.Zero), (roomy.Created, roomy.Uncovered));
    }

    private static async Task FillAsync(TestCluster cluster)
    {
        using var http = new HttpClient { BaseAddress = cluster.Proxy.Url };
        for (var size = 100_000; size > 1_000; size /= 2)
        {
            HttpStatusCode status;
            do
            {
                var body = new JsonObject { ["t"] = new string('x', size) }.ToJsonString();
                using var content = new StringContent(body, null, "application/json");
                using var answer = await http.PostAsync("ballast/_doc", content, TestContext.Current.CancellationToken);
                status = answer.StatusCode;
            } while (status == HttpStatusCode.Created);

            Assert.Equal(HttpStatusCode.TooManyRequests, status);
        }
    }
}
