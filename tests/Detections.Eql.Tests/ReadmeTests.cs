using System.Runtime.CompilerServices;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

/// <summary>The example of the library's README is the code of a test, line by line.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_finds_a_sequence()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(
                file,
                [
                    """{"@timestamp": 1, "event.category": "process", "host.id": "h", "process.name": "CMD.EXE"}""",
                    """{"@timestamp": 2, "event.category": "network", "host.id": "h"}""",
                ]
            );

            Assert.Equal("events/0 -> events/1", Example(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_example_stands_in_the_README()
    {
        var readme = Path.Combine(OutsideData.RepositoryRoot(), "src", "Detections.Eql", "README.md");
        Assert.SkipUnless(File.Exists(readme), $"There is no {readme}: the tests run outside of the repository");
        var documented = Squeeze(File.ReadAllText(readme));
        var lines = File.ReadAllLines(SourceFile()).SkipWhile(line => !line.Contains("// The example")).Skip(1);

        foreach (var line in lines.TakeWhile(line => !line.Contains("// Its end")))
        {
            Assert.Contains(Squeeze(line), documented, StringComparison.Ordinal);
        }
    }

    private static string Example(string file)
    {
        var found = "";
        // The example
        var query = EqlQuery.Parse(
            "sequence by host.id with maxspan=1m [process where process.name : \"cmd.exe\"] [network where true]"
        );
        var fields = FieldTable.Create([.. query.Fields, .. query.OrderFields]);
        var reader = new EventReader(fields);
        var matcher = query.CreateMatcher(fields);
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            if (reader.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var values, out _))
            {
                matcher.Add(values, "events", $"{number}");
            }
        }

        foreach (var match in matcher.Finish())
        {
            found += string.Join(" -> ", match.Events.Select(hit => $"{hit?.Index}/{hit?.Id}"));
        }

        // Its end
        return found;
    }

    private static string Squeeze(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
