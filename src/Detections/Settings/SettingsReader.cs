using Microsoft.Extensions.Configuration;

namespace Detections.Settings;

/// <summary>Reads every section but the rules.</summary>
internal sealed class SettingsReader(IConfiguration configuration, Findings findings)
{
    private const string RulesSection = "Rules";

    private static readonly string[] Sections =
    [
        ElasticsearchSettings.Section,
        AlertSettings.Section,
        SweepSettings.Section,
        MatchingSettings.Section,
        QueueSettings.Section,
        RunSettings.Section,
        SchedulerSettings.Section,
        HttpSettings.Section,
        TelemetrySettings.Section,
        RulesSection,
    ];

    private static readonly Dictionary<string, PreFilterMode> PreFilterModes = new(StringComparer.Ordinal)
    {
        ["auto"] = PreFilterMode.Auto,
        ["off"] = PreFilterMode.Off,
        ["verify"] = PreFilterMode.Verify,
    };

    private static readonly Dictionary<string, NarrowingMode> NarrowingModes = new(StringComparer.Ordinal)
    {
        ["auto"] = NarrowingMode.Auto,
        ["on"] = NarrowingMode.On,
        ["off"] = NarrowingMode.Off,
    };

    private static readonly Dictionary<string, RereadMode> RereadModes = new(StringComparer.Ordinal)
    {
        ["window"] = RereadMode.Window,
        ["tail"] = RereadMode.Tail,
    };

    public AppSettings Read()
    {
        WarnOfMisspelledSections();
        return new AppSettings
        {
            Elasticsearch = new ElasticsearchReader(Section(ElasticsearchSettings.Section)).Read(),
            Alerts = ReadAlerts(Section(AlertSettings.Section)),
            Sweep = ReadSweep(Section(SweepSettings.Section)),
            Matching = ReadMatching(Section(MatchingSettings.Section)),
            Queue = ReadQueue(Section(QueueSettings.Section)),
            Runs = ReadRuns(Section(RunSettings.Section)),
            Scheduler = new SchedulerReader(Section(SchedulerSettings.Section)).Read(),
            Http = new HttpReader(Section(HttpSettings.Section)).Read(),
            Telemetry = new TelemetryReader(Section(TelemetrySettings.Section)).Read(),
        };
    }

    private static AlertSettings ReadAlerts(SectionReader section)
    {
        var settings = new AlertSettings
        {
            Namespace = Name(section, "Namespace") ?? AlertSettings.DefaultNamespace,
            Space = Name(section, "Space") ?? AlertSettings.DefaultSpace,
            Retention =
                section.Time("Retention", TimeSpan.FromDays(1), TimeSpan.FromDays(3650))
                ?? AlertSettings.DefaultRetention,
            ExternalAlerts = section.Flag("ExternalAlerts", defaultValue: false),
        };
        section.RefuseUnknownKeys();
        return settings;
    }

    private static SweepSettings ReadSweep(SectionReader section)
    {
        var settings = new SweepSettings
        {
            PageSize = section.Number("PageSize", 1, 10_000),
            MemoryBudget = section.Number("MemoryBudget", 16, 1_000_000) ?? SweepSettings.DefaultMemoryBudget,
            KeepAlive =
                section.Time("KeepAlive", TimeSpan.FromSeconds(10), TimeSpan.FromHours(1))
                ?? SweepSettings.DefaultKeepAlive,
            Margin = section.Time("Margin", TimeSpan.Zero, TimeSpan.FromMinutes(10)) ?? SweepSettings.DefaultMargin,
            Grace = section.Time("Grace", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? SweepSettings.DefaultGrace,
            CatchUp = section.Time("CatchUp", TimeSpan.Zero, TimeSpan.FromDays(30)) ?? SweepSettings.DefaultCatchUp,
            Slice = section.Time("Slice", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) ?? SweepSettings.DefaultSlice,
            LateGrace =
                section.Time("LateGrace", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? SweepSettings.DefaultLateGrace,
            LateSweep =
                section.Time("LateSweep", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? SweepSettings.DefaultLateSweep,
            Narrowing = section.Holds("Narrowing") ? section.Choice("Narrowing", NarrowingModes) ?? default : default,
            Reread = section.Holds("Reread") ? section.Choice("Reread", RereadModes) ?? default : default,
            TailGrace =
                section.Time("TailGrace", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? SweepSettings.DefaultTailGrace,
            TailLookBack =
                section.Time("TailLookBack", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? SweepSettings.DefaultTailLookBack,
            PreFilter = section.Holds("PreFilter") ? section.Choice("PreFilter", PreFilterModes) ?? default : default,
        };
        section.RefuseUnknownKeys();
        return settings;
    }

    private static MatchingSettings ReadMatching(SectionReader section)
    {
        var settings = new MatchingSettings { Verify = section.Flag("Verify", false) };
        section.RefuseUnknownKeys();
        return settings;
    }

    private static QueueSettings ReadQueue(SectionReader section)
    {
        var settings = new QueueSettings
        {
            Limit = section.Number("Limit", 0, 1_000_000) ?? QueueSettings.DefaultLimit,
        };
        section.RefuseUnknownKeys();
        return settings;
    }

    private static RunSettings ReadRuns(SectionReader section)
    {
        var defaults = new RunSettings();
        var settings = new RunSettings
        {
            Retention =
                section.Time("Retention", TimeSpan.FromDays(1), TimeSpan.FromDays(3650))
                ?? RunSettings.DefaultRetention,
            Instance = section.Text("Instance") ?? defaults.Instance,
        };
        section.RefuseUnknownKeys();
        return settings;
    }

    private static string? Name(SectionReader section, string key)
    {
        var text = section.Text(key);
        if (text is null || ResourceName.IsValid(text))
        {
            return text;
        }

        section.Refuse(key, text, ResourceName.Allowed);
        return null;
    }

    /// <summary>The environment is full of foreign names, so an unknown section is no fault; one that is nearly ours is suspicious.</summary>
    private void WarnOfMisspelledSections()
    {
        foreach (var child in configuration.GetChildren())
        {
            if (Sections.Contains(child.Key, StringComparer.OrdinalIgnoreCase) || !child.GetChildren().Any())
            {
                continue;
            }

            if (Spelling.Nearest(child.Key, Sections) is { } nearest)
            {
                findings.Warn(
                    FindingCode.UnknownSection,
                    $"{child.Key} is not a section and has no effect. Did you mean {nearest}?"
                );
            }
        }
    }

    private SectionReader Section(string name) => new(configuration.GetSection(name), findings);
}
