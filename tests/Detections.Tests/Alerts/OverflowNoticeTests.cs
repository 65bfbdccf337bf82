using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Tests.Rules;

namespace Detections.Tests.Alerts;

public sealed class OverflowNoticeTests
{
    private static readonly JsonObject Notice = JsonNode
        .Parse(OverflowNotice.Build(TestRules.Simple("R"), 100, 4211, TestDrafts.Now, "run-1"))!
        .AsObject();

    [Fact]
    public void It_says_what_happened_to_which_rule()
    {
        Assert.Equal("alert-limit-reached", (string?)Notice["event.action"]);
        Assert.Equal("event", (string?)Notice["event.kind"]);
        Assert.Equal("2026-08-01T10:05:00.000Z", (string?)Notice["@timestamp"]);
        Assert.Equal("R", (string?)Notice["kibana.alert.rule.uuid"]);
        Assert.Equal(100, (int?)Notice["kibana.alert.detections.created"]);
        Assert.Equal(4211, (int?)Notice["kibana.alert.detections.queued"]);
        Assert.Equal(
            "The rule \"R\" found more than its 100 new alerts a run: 100 were created, 4211 wait and become alerts in the next runs. An exception for what is harmless, or a higher max_signals, clears them sooner.",
            (string?)Notice["message"]
        );
    }

    [Fact]
    public void It_is_not_counted_as_an_alert() => Assert.False(Notice.ContainsKey("kibana.alert.uuid"));
}
