using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Installation;

namespace Detections.Tests.Installation;

public sealed class MappingDifferenceTests
{
    [Theory]
    // What is there is left alone, and so is what others have added.
    [InlineData("""{"a":{"type":"keyword"}}""", """{"a":{"type":"keyword"}}""", "{}")]
    [InlineData("""{"a":{"type":"keyword"},"theirs":{"type":"ip"}}""", """{"a":{"type":"keyword"}}""", "{}")]
    [InlineData("""{"a":{"properties":{}}}""", """{"a":{"properties":{}}}""", "{}")]
    // What is lacking is added, at its place.
    [InlineData("{}", """{"a":{"type":"date"}}""", """{"a":{"type":"date"}}""")]
    [InlineData(
        """{"a":{"properties":{"b":{"type":"long"}}}}""",
        """{"a":{"properties":{"b":{"type":"long"},"c":{"type":"ip"}}}}""",
        """{"a":{"properties":{"c":{"type":"ip"}}}}"""
    )]
    // What can be changed is put whole, since what a put leaves out goes back to its default.
    [InlineData(
        """{"a":{"type":"keyword","ignore_above":256}}""",
        """{"a":{"type":"keyword","ignore_above":1024}}""",
        """{"a":{"type":"keyword","ignore_above":1024}}"""
    )]
    [InlineData(
        """{"a":{"type":"keyword","ignore_above":8191}}""",
        """{"a":{"type":"keyword","ignore_above":8191,"fields":{"text":{"type":"match_only_text"}}}}""",
        """{"a":{"type":"keyword","ignore_above":8191,"fields":{"text":{"type":"match_only_text"}}}}"""
    )]
    public void What_is_lacking_is_added(string found, string wanted, string additions)
    {
        var difference = Of(found, wanted);

        Assert.Empty(difference.Conflicts);
        Assert.Equal(additions, difference.Additions.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":{"type":"text"}}""", """{"a":{"type":"keyword"}}""", "a", "text", "keyword")]
    [InlineData("""{"a":{"type":"text"}}""", """{"a":{"properties":{"b":{"type":"ip"}}}}""", "a", "text", "object")]
    [InlineData(
        """{"a":{"properties":{"b":{"properties":{"c":{"type":"ip"}}}}}}""",
        """{"a":{"properties":{"b":{"type":"date"}}}}""",
        "a.b",
        "object",
        "date"
    )]
    [InlineData(
        """{"a":{"type":"keyword"}}""",
        """{"a":{"type":"keyword","doc_values":false}}""",
        "a",
        "keyword without doc_values: false",
        "keyword with it"
    )]
    public void What_cannot_be_changed_is_said(string found, string wanted, string field, string is_, string should)
    {
        var difference = Of(found, wanted);

        Assert.Empty(difference.Additions);
        Assert.Equal(new FieldConflict(field, is_, should), Assert.Single(difference.Conflicts));
    }

    [Fact]
    public void A_conflict_says_the_index_the_field_the_types_and_the_remedy() =>
        Assert.Equal(
            "process.pid in detections-alerts-default-2026.10 is keyword and should be long, which Elasticsearch cannot change in an index that exists: reindex detections-alerts-default-2026.10 into a new index with the right mapping, or leave it until it is deleted by age",
            new FieldConflict("process.pid", "keyword", "long").In("detections-alerts-default-2026.10")
        );

    private static MappingDifference Of(string found, string wanted)
    {
        using var mapping = JsonDocument.Parse($$"""{"properties":{{found}}}""");
        return MappingDifference.Of(mapping.RootElement, JsonNode.Parse(wanted)!.AsObject());
    }
}
