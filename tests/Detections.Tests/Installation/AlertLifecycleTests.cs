using Detections.Installation;

namespace Detections.Tests.Installation;

public sealed class AlertLifecycleTests
{
    [Theory]
    // 365 days, the longest month, 40 days by which a month can be begun early, and a day of catching up.
    [InlineData("365d", "24h", 437)]
    [InlineData("1d", "30d", 102)]
    [InlineData("36h", "1h", 73)]
    public void An_index_is_kept_until_its_last_alert_is_old_enough(string retention, string catchUp, int days)
    {
        var configuration = ShippedConfiguration.Read(("Alerts:Retention", retention), ("Sweep:CatchUp", catchUp));

        var lifecycle = new AlertLifecycle(configuration.Settings);

        Assert.Equal(days, lifecycle.Days);
        Assert.Equal($"{days}d", (string?)lifecycle.Body()["policy"]!["phases"]!["delete"]!["min_age"]);
    }
}
