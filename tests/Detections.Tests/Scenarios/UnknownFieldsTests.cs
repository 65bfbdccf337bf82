using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>
/// Rules may need fields that events do not hold. While the cluster does not say which those are, no time counts as searched by them, or it
/// is told that they are blind.
/// </summary>
public sealed class UnknownFieldsTests
{
    private const string Forbidden = """{"error":{"type":"security_exception","reason":"no"}}""";
    private const string Unavailable = """{"error":{"type":"node_not_connected_exception","reason":"away"}}""";
    private const string Unstored =
        "fields that events do not hold (constant_keyword, alias, runtime and multi-fields)";

    private static readonly (string Key, string Value)[] Rules =
    [
        ($"Rules:Items:{TestCluster.RuleId}:enabled", "false"),
        .. TestCluster.Rule("constant", "any where data_stream.dataset == \"process\"", "constants-*"),
    ];

    [Theory]
    [InlineData("_field_caps")]
    [InlineData("_mapping")]
    public async Task What_will_be_refused_again_is_a_warning_and_the_time_counts(string request)
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Rules);
        Refuse(cluster, request, 403, Forbidden);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 1, 0), (report.Status, report.Events, report.Created));
        Assert.Equal(TimeSpan.Zero, report.Uncovered);
        var warning = Assert.Single(report.Warnings);
        Assert.StartsWith(
            $"What the indices of constants-* know of their fields could not be asked, so all events are read, and rules that need {Unstored} miss what they look for. ",
            warning,
            StringComparison.Ordinal
        );
        Assert.Contains("answered 403", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(404)]
    public async Task What_will_pass_does_not_count_as_searched_and_is_made_up_for(int status)
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Rules);
        Refuse(cluster, "_field_caps", status, Unavailable);

        var blind = await TestCluster.RunAsync(product);
        cluster.Proxy.LetThrough();
        var seeing = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 0), (blind.Status, blind.Created));
        Assert.True(blind.Uncovered > TimeSpan.Zero);
        Assert.StartsWith(
            $"Reading constants-* failed. The answer is incomplete: What the indices of constants-* know of their fields could not be asked, so all events are read, without {Unstored}: ",
            Assert.Single(blind.Failures),
            StringComparison.Ordinal
        );
        Assert.Equal((RunStatus.Succeeded, 1, TimeSpan.Zero), (seeing.Status, seeing.Created, seeing.Uncovered));
    }

    [Fact]
    public async Task Rules_that_need_no_such_field_alert_all_the_same()
    {
        await using var cluster = await StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        Refuse(cluster, "_field_caps", 503, Unavailable);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 1), (report.Status, report.Created));
    }

    [Theory]
    [InlineData(503, Unavailable)]
    [InlineData(503, "")]
    [InlineData(403, Forbidden)]
    public async Task What_they_said_before_is_taken_while_they_do_not_say_it(int status, string body)
    {
        await using var cluster = await StartAsync();
        using var product = cluster.CreateProduct(overrides: Rules);
        await TestCluster.RunAsync(product);
        await IndexAsync(cluster);
        Refuse(cluster, "_field_caps", status, body);

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Warning, 1, TimeSpan.Zero), (report.Status, report.Created, report.Uncovered));
        Assert.StartsWith(
            $"What the indices of constants-* know of their fields could not be asked, so all events are read, and {Unstored} are those that they named before. ",
            Assert.Single(report.Warnings),
            StringComparison.Ordinal
        );
    }

    /// <summary>An index with a field of one value, which its only event does not repeat.</summary>
    private static async Task<TestCluster> StartAsync()
    {
        var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            "constants-1",
            """
            { "mappings": { "dynamic": false, "properties": {
              "@timestamp": { "type": "date" }, "event": { "properties": { "ingested": { "type": "date" } } },
              "data_stream": { "properties": { "dataset": { "type": "constant_keyword", "value": "process" } } }
            } } }
            """
        );
        await IndexAsync(cluster);
        return cluster;
    }

    private static Task IndexAsync(TestCluster cluster) =>
        cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], "constants-1");

    private static void Refuse(TestCluster cluster, string what, int status, string body) =>
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isMeant = request.Path.Contains(what, StringComparison.Ordinal);
            if (isMeant)
            {
                await ClusterProxy.Refuse(context, status, body);
            }

            return isMeant;
        };
}
