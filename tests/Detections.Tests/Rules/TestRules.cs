using Detections.Eql;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Rules;

internal static class TestRules
{
    public static string SettingsFile => Path.Combine(AppContext.BaseDirectory, "appsettings.json");

    /// <summary>The rule that is shipped, read from the file that is shipped.</summary>
    public static Rule BuiltIn()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(SettingsFile).Build();
        return new RulesReader(configuration, new Findings()).Read().Rules[0];
    }

    public static Rule Simple(string id) =>
        new()
        {
            RuleId = id,
            Name = id,
            Description = id,
            Query = EqlQuery.Parse("any where true"),
            Index = ["logs-*"],
            Severity = Severity.Low,
            RiskScore = 1,
            From = "now-6m",
            Lookback = TimeSpan.FromMinutes(6),
        };
}
