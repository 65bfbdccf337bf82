using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Tests.Rules;

public sealed class BuiltInRuleTests
{
    private const string Query =
        """process where event.type == "start" and process.parent.name : ("UMService.exe", "UMWorkerProcess.exe") and not process.executable : ("?:\\Windows\\System32\\werfault.exe", "?:\\Windows\\System32\\wermgr.exe", "?:\\Program Files\\Microsoft\\Exchange Server\\V??\\Bin\\UMWorkerProcess.exe", "D:\\Exchange 2016\\Bin\\UMWorkerProcess.exe", "E:\\ExchangeServer\\Bin\\UMWorkerProcess.exe")""";

    [Fact]
    public void The_settings_file_that_is_shipped_has_no_fault()
    {
        Read(out var findings);

        Assert.Empty(findings.Faults);
        Assert.Empty(findings.Warnings);
    }

    [Fact]
    public void It_holds_the_Exchange_rule_with_every_field_of_its_document()
    {
        var rule = Assert.Single(Read(out _).Rules.Rules);

        Assert.Equal("483c4daf-b0c6-49e0-adf3-0bfa93231d6b", rule.RuleId);
        Assert.Equal("Microsoft Exchange Server UM Spawning Suspicious Processes", rule.Name);
        Assert.Equal(Query, rule.Query.Text);
        Assert.Equal(["logs-endpoint.events.*", "winlogbeat-*", "logs-windows.*"], rule.Index);
        Assert.Equal(Severity.Medium, rule.Severity);
        Assert.Equal(47, rule.RiskScore);
        Assert.Equal(TimeSpan.FromMinutes(5), rule.Interval);
        Assert.Equal(TimeSpan.FromMinutes(9), rule.Lookback);
        Assert.Equal(100, rule.MaxSignals);
        Assert.Equal("event.ingested", rule.TimestampOverride);
        Assert.False(rule.TimestampOverrideFallbackDisabled);
        Assert.Equal(["Elastic", "Host", "Windows", "Threat Detection", "Initial Access"], rule.Tags);
        Assert.Equal(100, rule.Version);
        Assert.Equal(["Elastic", "Austin Songer"], rule.Author);
        Assert.Equal("Elastic License v2", rule.License);
        Assert.True(rule.Enabled);
        var threat = Assert.Single(rule.Threat);
        Assert.Equal("MITRE ATT&CK", threat.Framework);
        Assert.Equal(
            new ThreatItem("TA0001", "Initial Access", "https://attack.mitre.org/tactics/TA0001/"),
            threat.Tactic
        );
        Assert.Equal(
            new ThreatItem("T1190", "Exploit Public-Facing Application", "https://attack.mitre.org/techniques/T1190/"),
            Assert.Single(threat.Techniques).Item
        );
    }

    [Fact]
    public void A_fault_anywhere_means_no_configuration()
    {
        var findings = new Findings();
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(TestRules.SettingsFile)
            .AddInMemoryCollection([
                new("Sweep:PageSize", "0"),
                new("Rules:Items:483c4daf-b0c6-49e0-adf3-0bfa93231d6b:severity", "x"),
            ])
            .Build();

        Assert.Null(ConfigurationReader.Read(configuration, findings));
        Assert.Equal(2, findings.Faults.Count);
    }

    [Fact]
    public void Without_an_enabled_rule_a_warning_says_that_nothing_is_watched()
    {
        var findings = new Findings();
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(TestRules.SettingsFile)
            .AddInMemoryCollection([new("Rules:Items:483c4daf-b0c6-49e0-adf3-0bfa93231d6b:enabled", "false")])
            .Build();

        Assert.NotNull(ConfigurationReader.Read(configuration, findings));
        Assert.Equal(["Rules:Items holds no enabled rule, so nothing is watched."], findings.Warnings);
    }

    private static Configuration Read(out Findings findings)
    {
        findings = new Findings();
        var configuration = ConfigurationReader.Read(
            new ConfigurationBuilder().AddJsonFile(TestRules.SettingsFile).Build(),
            findings
        );
        Assert.NotNull(configuration);
        return configuration;
    }
}
