using System.Text;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Tests.Alerts;

public sealed class ExternalAlertTests
{
    private static readonly DateTimeOffset Later = TestDrafts.Now.AddMinutes(1);

    [Fact]
    public void It_says_in_ECS_what_the_alert_says()
    {
        var copy = Build(Of(Alert("""{"@timestamp":"2026-08-01T10:00:00Z","host":{"name":"EXCH01"}}""")));

        Assert.Equal(
            """
            {
              "@timestamp": "2026-08-01T10:06:00.000Z",
              "event.ingested": "2026-08-01T10:06:00.000Z",
              "event.kind": "alert",
              "event.module": "detections",
              "event.dataset": "detections.alert",
              "data_stream.type": "logs",
              "data_stream.dataset": "detections.alert",
              "data_stream.namespace": "soc",
              "event.severity": 21,
              "event.risk_score": 1,
              "message": "R",
              "event.reason": "event on EXCH01 created low alert R.",
              "rule.name": "R",
              "rule.id": "R",
              "rule.uuid": "R",
              "rule.version": "1",
              "detections.alert.id": "alert-1",
              "detections.alert.index": "detections-alerts-soc-2026.08",
              "detections.alert.original_time": "2026-08-01T10:00:00Z",
              "host": {
                "name": "EXCH01"
              }
            }
            """,
            copy.ToString(),
            ignoreLineEndingDifferences: true
        );
    }

    [Theory]
    [InlineData(
        """{"event":{"kind":"event","module":"endpoint","dataset":"d","severity":"x","risk_score":1,"ingested":"i","reason":"r"}}"""
    )]
    [InlineData(
        """{"event.kind":"event","event.module":"endpoint","event.dataset":"d","event.severity":"x","event.ingested":"i"}"""
    )]
    [InlineData("""{"data_stream":{"type":"logs","dataset":"endpoint.events.process","namespace":"default"}}""")]
    [InlineData("""{"data_stream.dataset":"endpoint.events.process"}""")]
    [InlineData("""{"message":"of the event","rule":{"id":"of the event"},"rule.name":"of the event"}""")]
    [InlineData("""{"kibana":{"alert":{"severity":"critical"}}}""")]
    [InlineData("""{"winlog":{"event_id":1},"aws.cloudtrail.x":1,"signal":{}}""")]
    public void What_the_event_says_of_itself_and_what_is_not_ECS_is_not_copied(string source)
    {
        var plain = Build(Of(Alert("{}")));
        var copy = Build(Of(Alert(source)));
        copy.Remove("event");

        Assert.Equal(plain.ToString(), copy.ToString());
    }

    [Theory]
    [InlineData(
        """{"event":{"action":"start","category":["process"]},"process":{"name":"cmd.exe","parent":{"name":"w3wp.exe"}},"user.name":"SYSTEM"}"""
    )]
    [InlineData("""{"tags":["a"],"source":{"ip":"10.0.0.1"},"threat":{"framework":"x"}}""")]
    public void What_is_ECS_is_copied_as_it_is(string source)
    {
        var copy = Build(Of(Alert(source)));

        foreach (var (name, value) in JsonNode.Parse(source)!.AsObject())
        {
            Assert.Equal(value!.ToJsonString(), copy[name]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("low", 21)]
    [InlineData("medium", 47)]
    [InlineData("high", 73)]
    [InlineData("critical", 99)]
    public void The_severity_is_the_number_that_Kibana_maps_back(string severity, int number)
    {
        var alert = Alert("{}");
        alert["kibana.alert.severity"] = severity;

        Assert.Equal(number, Build(Of(alert))["event.severity"]!.GetValue<int>());
    }

    [Fact]
    public void What_is_refused_goes_field_by_field_and_then_as_a_whole()
    {
        var whole = Of(Alert("""{"process":{"name":"cmd.exe","pid":"x"},"host":{"name":"EXCH01"}}"""));

        var lesser = whole.Reduce("failed to parse field [process.pid] of type [long]")!;
        Assert.Equal("""{"name":"cmd.exe"}""", Build(lesser)["process"]!.ToJsonString());
        Assert.Equal("EXCH01", (string?)Build(lesser)["host"]!["name"]);

        var least = lesser.Reduce("no field is named")!;
        Assert.False(Build(least).ContainsKey("process"));
        Assert.False(Build(least).ContainsKey("host"));
        Assert.Equal("R", (string?)Build(least)["message"]);

        Assert.Null(least.Reduce("whatever"));
    }

    [Fact]
    public void A_field_that_is_refused_again_was_not_the_events()
    {
        const string Reason = "failed to parse field [event.severity] of type [ip]";
        var lesser = Of(Alert("""{"host":{"name":"EXCH01"}}""")).Reduce(Reason)!;

        Assert.False(Build(lesser.Reduce(Reason)!).ContainsKey("host"));
    }

    private static JsonObject Build(ExternalAlert alert) => JsonNode.Parse(alert.Build(Later))!.AsObject();

    private static ExternalAlert Of(JsonObject alert) =>
        new(
            "detections-alerts-soc-2026.08",
            "alert-1",
            SourceDocument.Read(Encoding.UTF8.GetBytes(alert.ToJsonString())),
            "soc"
        );

    private static JsonObject Alert(string source) =>
        JsonNode.Parse(new AlertBuilder(new AlertSettings()).Build(TestDrafts.Of(source)))!.AsObject();
}
