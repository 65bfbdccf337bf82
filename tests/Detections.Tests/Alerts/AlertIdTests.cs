using Detections.Alerts;

namespace Detections.Tests.Alerts;

public sealed class AlertIdTests
{
    private const string Index = ".ds-logs-endpoint.events.process-default-2026.08.01-000001";
    private const string RuleUuid = "3f0e8b1a-1111-4222-8333-944455556666";
    private const string Id = "f5191c178dc0476a2997336fa29a9bb5e22d12c697345a5e2d47e41fb6c6b352";

    [Fact]
    public void It_is_the_id_Kibana_would_give() =>
        Assert.Equal(Id, AlertId.ForEvent(Index, "AAAA0001", "default", RuleUuid));

    [Fact]
    public void So_are_those_of_a_sequence()
    {
        (string, string)[] events = [(Index, "AAAA0001"), ("partial-" + Index, "AAAA0002")];

        Assert.Equal(
            [
                "b9decc9c1fbbcba5a56b7b326f9fb89d4d5e881142fccac189650db224d13f71",
                "75331410b58bd71d77e2e71eaae244e3fd23d833d459dc0e7aeaedc5664e0518",
            ],
            AlertId.ForBuildingBlocks(events, RuleUuid)
        );
        Assert.Equal(
            "42140a866e1c0ca77ab17643b87fd650f70307af2139ece2fdd9bddced35c0a9",
            AlertId.ForShell(events, RuleUuid)
        );
    }

    [Theory]
    [InlineData("partial-")]
    [InlineData("restored-")]
    [InlineData("shrink-ab1_-")]
    [InlineData("partial-restored-")]
    [InlineData("partial-shrink-x9y8-restored-")]
    public void An_index_that_lifecycle_actions_renamed_keeps_its_ids(string prefix) =>
        Assert.Equal(Id, AlertId.ForEvent(prefix + Index, "AAAA0001", "default", RuleUuid));

    [Fact]
    public void So_does_one_on_a_remote_cluster() =>
        Assert.Equal(
            AlertId.ForEvent("remote:" + Index, "AAAA0001", "default", RuleUuid),
            AlertId.ForEvent("remote:partial-" + Index, "AAAA0001", "default", RuleUuid)
        );

    [Theory]
    [InlineData("other-index", "AAAA0001", "default", RuleUuid)]
    [InlineData("remote:" + Index, "AAAA0001", "default", RuleUuid)]
    [InlineData("shrink-" + Index, "AAAA0001", "default", RuleUuid)]
    [InlineData("a-partial-" + Index, "AAAA0001", "default", RuleUuid)]
    [InlineData(Index, "AAAA0002", "default", RuleUuid)]
    [InlineData(Index, "AAAA0001", "soc", RuleUuid)]
    [InlineData(Index, "AAAA0001", "default", "other-rule")]
    public void Another_index_event_space_or_rule_gives_another_id(
        string index,
        string id,
        string space,
        string rule
    ) => Assert.NotEqual(Id, AlertId.ForEvent(index, id, space, rule));
}
