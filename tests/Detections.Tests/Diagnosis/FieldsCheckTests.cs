using Detections.Tests.Cluster;

namespace Detections.Tests.Diagnosis;

/// <summary>What mappings mean for the rules, on a node that really has them.</summary>
public sealed class FieldsCheckTests
{
    private const string Time = "\"@timestamp\":{\"type\":\"date\"}";

    [Theory]
    [InlineData("keyword", "\"f\":{\"type\":\"keyword\"}", "green: 2 fields of 1 rule, mapped as rules take them")]
    [InlineData("wildcard", "\"f\":{\"type\":\"wildcard\"}", "green: 2 fields of 1 rule, mapped as rules take them")]
    [InlineData(
        "text with a keyword",
        "\"f\":{\"type\":\"text\",\"fields\":{\"keyword\":{\"type\":\"keyword\"}}}",
        "green: 2 fields of 1 rule, mapped as rules take them"
    )]
    [InlineData(
        "nothing",
        "\"g\":{\"type\":\"keyword\"}",
        "amber: is mapped nowhere, so perhaps no event has it. To rule \"r\" it is then missing: a comparison with it is false, and the not of one is true (source-a) -> Check how it is written in the rule, and that its shipper sends it"
    )]
    [InlineData(
        "text",
        "\"f\":{\"type\":\"text\"}",
        "amber: is text without a keyword. Its whole value counts for rule \"r\" all the same, which Elasticsearch's own EQL could not compare (source-a) -> Map it as keyword or wildcard, as ECS does, to search for the same in Kibana"
    )]
    [InlineData(
        "not indexed",
        "\"f\":{\"type\":\"keyword\",\"index\":false,\"doc_values\":false}",
        "amber: is not indexed. That does not hinder rule \"r\", judged by the events themselves (source-a) -> Take \"index\": false out of its mapping to search for the same in Kibana"
    )]
    [InlineData(
        "an address",
        "\"f\":{\"type\":\"ip\"}",
        "amber: is ip. For rule \"r\" it is text, as it is written in the event (source-a) -> Write the value in the rule exactly as events have it; ranges and networks do not work on it"
    )]
    [InlineData(
        "an object",
        "\"f\":{\"properties\":{\"g\":{\"type\":\"keyword\"}}}",
        "amber: is object, not a value. To rule \"r\" it is missing where an event has an object there (source-a) -> Check how it is written in the rule: it may lack its last part"
    )]
    public async Task A_compared_field_that_is_mapped_as(string what, string mapping, string told) =>
        Assert.Equal(
            [told],
            await LookAsync(
                $"{Time},{mapping}",
                subject: told.StartsWith("green", StringComparison.Ordinal) ? "source-a" : "f",
                what
            )
        );

    [Theory]
    [InlineData(
        "nothing",
        "\"f\":{\"type\":\"keyword\"}",
        "red: is mapped nowhere, so no event can be found by its time (source-a) -> Map it as date: the index templates of Elastic Agent and Beats do"
    )]
    [InlineData(
        "text",
        "\"f\":{\"type\":\"keyword\"},\"@timestamp\":{\"type\":\"keyword\"}",
        "red: is keyword, so events cannot all be found by it (source-a) -> Map it as date in the index template, then roll the data stream over or reindex"
    )]
    [InlineData(
        "a date that is not indexed",
        "\"f\":{\"type\":\"keyword\"},\"@timestamp\":{\"type\":\"date\",\"index\":false,\"doc_values\":false}",
        "red: is not indexed everywhere, so events cannot all be found by it (source-a) -> Take \"index\": false out of its mapping, then roll the data stream over or reindex"
    )]
    public async Task A_time_that_is_mapped_as(string what, string mapping, string told) =>
        Assert.Equal([told], await LookAsync(mapping, "@timestamp", what));

    [Fact]
    public async Task Types_that_differ_are_told_with_their_indices()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateAsync(cluster, "source-a", $"{Time},\"f\":{{\"type\":\"keyword\"}}");
        await CreateAsync(cluster, "source-b", $"{Time},\"f\":{{\"type\":\"long\"}}");

        Assert.Equal(
            [
                "amber: is keyword in source-a, long in source-b. For rule \"r\" counts what the events hold, however that is mapped (source-*) -> Map it in one way (that of ECS) in all index templates, or searches in Kibana will fail in part",
            ],
            (await Examination.OfAsync(cluster, Rule("source-*"))).Of("fields", "f")
        );
    }

    [Fact]
    public async Task More_fields_than_fit_one_request_are_all_looked_at()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateAsync(cluster, "source-a", $"{Time},\"f\":{{\"type\":\"keyword\"}}");
        var fields = Enumerable.Range(0, 200).Select(i => $"a.field.that.has.some.length.number{i}").ToList();

        var results = await Examination.OfAsync(
            cluster,
            TestCluster.Rule("r", $"any where {string.Join(" or ", fields.Select(f => $"{f} == \"x\""))}", "source-a")
        );

        Assert.Equal(
            fields.Order(StringComparer.Ordinal),
            results
                .Where(r => r.Id == "fields" && r.Subject.StartsWith("a.", StringComparison.Ordinal))
                .Select(r => r.Subject)
                .Order(StringComparer.Ordinal)
        );
        Assert.True(cluster.Proxy.Requests.Count(r => r.Path.Contains("_field_caps", StringComparison.Ordinal)) > 3);
    }

    private static async Task<string[]> LookAsync(string mapping, string subject, string what)
    {
        await using var cluster = await TestCluster.StartAsync();
        await CreateAsync(cluster, "source-a", mapping);
        var results = (await Examination.OfAsync(cluster, Rule("source-a"))).Of("fields", subject);
        Assert.True(results.Length > 0, $"nothing was said of {what}");
        return results;
    }

    private static (string, string)[] Rule(string pattern) => TestCluster.Rule("r", "any where f == \"x\"", pattern);

    private static Task CreateAsync(TestCluster cluster, string index, string properties) =>
        cluster.SendAsync(HttpMethod.Put, index, "{\"mappings\":{\"properties\":{" + properties + "}}}");
}
