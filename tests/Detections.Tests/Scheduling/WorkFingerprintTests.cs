using Detections.Rules;
using Detections.Scheduling;
using Detections.Settings;
using Detections.Tests.Settings;

namespace Detections.Tests.Scheduling;

/// <summary>Copies do each other's work only where it is the same.</summary>
public sealed class WorkFingerprintTests : IDisposable
{
    private const string Rule = "Rules:Items:483c4daf-b0c6-49e0-adf3-0bfa93231d6b:";

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Rule + "query", "process where true")]
    [InlineData(Rule + "max_signals", "99")]
    [InlineData(Rule + "interval", "10m")]
    [InlineData(Rule + "index:0", "logs-other*")]
    [InlineData(Rule + "note", "Another text")]
    [InlineData(Rule + "exceptions:0:name", "more")]
    [InlineData("Alerts:Namespace", "other")]
    [InlineData("Alerts:Space", "other")]
    [InlineData("Sweep:Margin", "31s")]
    [InlineData("Queue:Limit", "5")]
    [InlineData("Elasticsearch:Urls:0", "http://other.example.com:9200")]
    public void It_changes_with_what_changes_the_work(string key, string value) =>
        Assert.NotEqual(Of(), Of((key, value)));

    [Theory]
    [InlineData("Runs:Instance", "another")]
    [InlineData("Http:Url", "http://127.0.0.1:9640")]
    [InlineData("Scheduler:Postgres", "Host=/run/postgresql")]
    [InlineData("Elasticsearch:RequestTimeout", "20s")]
    public void It_is_the_same_whatever_else_a_copy_has_of_its_own(string key, string value) =>
        Assert.Equal(Of(), Of((key, value)));

    [Fact]
    public void It_is_the_same_in_whatever_order_nodes_are_named()
    {
        Assert.Equal(
            Of(("Elasticsearch:Urls:0", "http://a:1"), ("Elasticsearch:Urls:1", "http://b:1")),
            Of(("Elasticsearch:Urls:0", "http://b:1"), ("Elasticsearch:Urls:1", "http://a:1"))
        );
    }

    [Fact]
    public void It_changes_with_the_content_of_a_value_list_and_not_with_its_place()
    {
        var (here, there) = (Path.Combine(_folder, "a", "list.txt"), Path.Combine(_folder, "b", "list.txt"));
        foreach (var path in (string[])[here, there])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "one\n");
        }

        var before = Of(("Rules:ValueLists:0", here));
        Assert.Equal(before, Of(("Rules:ValueLists:0", there)));
        File.WriteAllText(there, "two\n");
        Assert.NotEqual(before, Of(("Rules:ValueLists:0", there)));
    }

    private static string Of(params (string, string)[] settings)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        (string, string)[] all =
        [
            ("Elasticsearch:Urls:0", "http://127.0.0.1:1"),
            (Rule + "exceptions:0:name", "one"),
            (Rule + "exceptions:0:entries:0:type", "exists"),
            (Rule + "exceptions:0:entries:0:field", "a"),
            (Rule + "exceptions:0:entries:0:operator", "included"),
            .. settings,
        ];
        var findings = new Findings();
        var configuration = ConfigurationReader.Read(
            ConfigurationText.Json(text, [.. all.GroupBy(s => s.Item1).Select(g => g.Last())]),
            findings
        );
        Assert.Empty(findings.Faults);
        return WorkFingerprint.Of(configuration!);
    }
}
