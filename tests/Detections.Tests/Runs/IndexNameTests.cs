using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class IndexNameTests
{
    [Theory]
    [InlineData("detections-alerts-default-2026.05", true)]
    [InlineData("detections-state-soc", true)]
    [InlineData("detections-runs-default", true)]
    [InlineData("partial-detections-alerts-default-2026.05", true)]
    [InlineData("eu:detections-alerts-default-2026.05", true)]
    [InlineData("logs-detections.alert-default", true)]
    [InlineData(".ds-logs-detections.alert-default-2026.05.01-000001", true)]
    [InlineData("partial-.ds-logs-detections.alert-soc-2026.05.01-000001", true)]
    [InlineData("restored-.ds-logs-detections.alert-soc-2026.05.01-000001", true)]
    [InlineData("shrink-a1b2-.ds-logs-detections.alert-soc-2026.05.01-000001", true)]
    [InlineData("eu:partial-.ds-logs-detections.alert-soc-2026.05.01-000001", true)]
    [InlineData(".ds-logs-detections.alerting-default-2026.05.01-000001", false)]
    [InlineData(".ds-logs-endpoint.alerts-default-2026.05.01-000001", false)]
    [InlineData("logs-my-detections.alert-default", false)]
    [InlineData("my-detections-alerts-default", false)]
    [InlineData("detections-other", false)]
    public void What_this_program_writes_is_told_by_its_name(string index, bool own) =>
        Assert.Equal(own, IndexName.IsOwn(index));
}
