using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Rules;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Installation;

/// <summary>The settings and the rule as they are shipped.</summary>
internal static class ShippedConfiguration
{
    public static Configuration Read(params (string Key, string Value)[] overrides) =>
        ConfigurationReader.Read(
            new ConfigurationBuilder()
                .AddJsonFile(TestRules.SettingsFile)
                .AddInMemoryCollection(overrides.Select(o => KeyValuePair.Create(o.Key, (string?)o.Value)))
                .Build(),
            new Findings()
        )!;
}
