using System.Text;
using System.Text.Json;
using Detections.Alerts;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

public sealed class AlertAttributesTests
{
    [Theory]
    [InlineData("user.name", "root", """{"user":{"name":"root"}}""", true)]
    [InlineData("user.name", "root", """{"user.name":["x","root"]}""", true)]
    [InlineData("user.name", "root", """{"user":{"name":"Root"}}""", false)]
    [InlineData("user.name", "root", """{}""", false)]
    [InlineData("process.pid", "4", """{"process":{"pid":4}}""", true)]
    [InlineData("process.pid", "4", """{"process":{"pid":4.5}}""", false)]
    [InlineData("own.b", "true", """{"own":{"b":true}}""", true)]
    [InlineData("event.severity", "4", """{"event":{"severity":4.9}}""", true)]
    [InlineData("event.severity", "4.2", """{"event":{"severity":["4"]}}""", true)]
    [InlineData("event.severity", "4", """{"event":{"severity":5}}""", false)]
    [InlineData("event.severity", "high", """{"event":{"severity":"high"}}""", true)]
    public void A_value_of_the_event_sets_the_severity(string field, string value, string source, bool applies) =>
        Assert.Equal(
            applies ? Severity.High : Severity.Low,
            Of(TestRules.Simple("R") with { SeverityMapping = [new(field, value, Severity.High)] }, source).Severity
        );

    [Fact]
    public void The_highest_severity_that_applies_wins_even_below_that_of_the_rule()
    {
        var rule = TestRules.Simple("R") with
        {
            Severity = Severity.Critical,
            SeverityMapping =
            [
                new("a", "1", Severity.High),
                new("a", "1", Severity.Low),
                new("b", "1", Severity.Medium),
                new("c", "1", Severity.Low),
            ],
        };
        Assert.Equal(Severity.High, Of(rule, """{"a":1,"b":1}""").Severity);
        Assert.Equal(Severity.Low, Of(rule, """{"c":1}""").Severity);
        Assert.Equal(Severity.Critical, Of(rule, """{"d":1}""").Severity);
    }

    [Theory]
    [InlineData("""{"r":73}""", 73)]
    [InlineData("""{"r":"73.5"}""", 73.5)]
    [InlineData("""{"r":[10,"30",101,"x"]}""", 30)]
    [InlineData("""{"r":0}""", 0)]
    [InlineData("""{"r":100}""", 100)]
    [InlineData("""{"r":100.1}""", 1)]
    [InlineData("""{"r":-1}""", 1)]
    [InlineData("""{"r":"NaN"}""", 1)]
    [InlineData("""{"r":true}""", 1)]
    [InlineData("""{}""", 1)]
    [InlineData("not json", 1)]
    public void A_number_of_the_event_is_the_risk_score(string source, double score) =>
        Assert.Equal(score, Of(TestRules.Simple("R") with { RiskScoreField = "r" }, source).RiskScore);

    [Theory]
    [InlineData("""{"m":"From elsewhere"}""", "From elsewhere")]
    [InlineData("""{"m":[5,"From elsewhere","x"]}""", "From elsewhere")]
    [InlineData("""{"m":""}""", "R")]
    [InlineData("""{"m":5}""", "R")]
    [InlineData("""{}""", "R")]
    public void A_text_of_the_event_is_the_name(string source, string name) =>
        Assert.Equal(name, Of(TestRules.Simple("R") with { RuleNameOverride = "m" }, source).Name);

    [Fact]
    public void A_name_without_end_is_cut() =>
        Assert.Equal(
            new string('a', 256) + "…",
            Of(TestRules.Simple("R") with { RuleNameOverride = "m" }, $$"""{"m":"{{new string('a', 9999)}}"}""").Name
        );

    [Fact]
    public void The_alert_and_its_reason_follow_and_the_rule_stays_what_it_is()
    {
        var rule = TestRules.Simple("R") with
        {
            RuleNameOverride = "m",
            RiskScoreField = "r",
            SeverityMapping = [new("m", "N", Severity.Critical)],
        };
        var alert = Build(rule, """{"m":"N","r":99}""");
        Assert.Equal("N", alert.GetProperty("kibana.alert.rule.name").GetString());
        Assert.Equal("critical", alert.GetProperty("kibana.alert.severity").GetString());
        Assert.Equal(99, alert.GetProperty("kibana.alert.risk_score").GetDouble());
        Assert.Equal("event created critical alert N.", alert.GetProperty("kibana.alert.reason").GetString());
        Assert.Equal("low", alert.GetProperty("kibana.alert.rule.severity").GetString());
        Assert.Equal(1, alert.GetProperty("kibana.alert.rule.risk_score").GetDouble());
        Assert.Equal("R", alert.GetProperty("kibana.alert.rule.parameters").GetProperty("name").GetString());
        Assert.Equal("m", alert.GetProperty("kibana.alert.rule.rule_name_override").GetString());
    }

    [Fact]
    public void The_alert_holds_the_options_of_its_rule_as_Kibana_spells_them()
    {
        var rule = TestRules.Simple("R") with
        {
            RuleNameOverride = "m",
            RiskScoreField = "r",
            SeverityMapping = [new("s", "9", Severity.High)],
            InvestigationFields = ["a", "b"],
            TimelineId = "t-1",
            TimelineTitle = "T",
            TimestampField = "event.created",
            TiebreakerField = "event.sequence",
            AlertSuppression = new(["host.id"], TimeSpan.FromHours(2), SuppressesMissing: false),
            Filters = [JsonElement.Parse("""{"query":{"exists":{"field":"f"}}}""")],
            Exceptions =
            [
                new()
                {
                    ItemId = "1",
                    ListId = "L",
                    Name = "1",
                    Entries = [],
                },
                new()
                {
                    ItemId = "2",
                    ListId = "L",
                    Name = "2",
                    Entries = [],
                },
            ],
        };
        var alert = Build(rule, "{}");
        var parameters = alert.GetProperty("kibana.alert.rule.parameters");
        foreach (
            var (name, json) in (ReadOnlySpan<(string, string)>)
                [
                    ("rule_name_override", "\"m\""),
                    ("risk_score_mapping", """[{"field":"r","operator":"equals","value":""}]"""),
                    ("severity_mapping", """[{"field":"s","operator":"equals","value":"9","severity":"high"}]"""),
                    ("exceptions_list", """[{"list_id":"L"}]"""),
                    ("timeline_id", "\"t-1\""),
                    ("timeline_title", "\"T\""),
                ]
        )
        {
            Assert.Equal(json, alert.GetProperty($"kibana.alert.rule.{name}").GetRawText());
            Assert.Equal(json, parameters.GetProperty(name).GetRawText());
        }

        Assert.Equal("""{"field_names":["a","b"]}""", parameters.GetProperty("investigation_fields").GetRawText());
        Assert.Equal("""[{"query":{"exists":{"field":"f"}}}]""", parameters.GetProperty("filters").GetRawText());
        Assert.Equal(
            """{"group_by":["host.id"],"duration":{"value":"2","unit":"h"},"missing_fields_strategy":"doNotSuppress"}""",
            parameters.GetProperty("alert_suppression").GetRawText()
        );
        Assert.Equal("event.created", parameters.GetProperty("timestamp_field").GetString());
        Assert.Equal("event.sequence", parameters.GetProperty("tiebreaker_field").GetString());
    }

    [Fact]
    public void A_filter_deeper_than_an_index_takes_is_kept_as_text()
    {
        var deep = Enumerable
            .Range(0, 9)
            .Aggregate("""{"match_all":{}}""", (query, _) => $$$"""{"bool":{"must":[{{{query}}}]} }""");
        var rule = TestRules.Simple("R") with { Filters = [JsonElement.Parse($$"""{"query":{{deep}}}""")] };
        Assert.Equal(
            JsonValueKind.String,
            Build(rule, "{}").GetProperty("kibana.alert.rule.parameters").GetProperty("filters")[0].ValueKind
        );
    }

    private static AlertAttributes Of(Rule rule, string source) =>
        AlertAttributes.Of(rule, SourceDocument.Read(Encoding.UTF8.GetBytes(source)));

    private static JsonElement Build(Rule rule, string source) =>
        JsonElement.Parse(new AlertBuilder(new AlertSettings()).Build(TestDrafts.Of(source) with { Rule = rule }));
}
