using Detections.Eql.Tests.Support;
using Tomlyn;
using Tomlyn.Model;

namespace Detections.Eql.Tests;

/// <summary>Elastic's rule catalogue, where it is at hand: thousands of queries that real people wrote.</summary>
public sealed class RuleCatalogueTests
{
    [Fact]
    public void Every_query_is_understood_or_named_as_not_supported_yet()
    {
        var folder = OutsideData.FolderOrSkip("RULE_CATALOGUE_DIR", "catalogue");
        var understood = 0;
        var notYet = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.toml", SearchOption.AllDirectories))
        {
            if (Query(path) is not { } query)
            {
                continue;
            }

            if (EqlQuery.TryParse(query, EqlOptions.Default, out var parsed, out var error))
            {
                parsed.Compile(FieldTable.Create(parsed.Fields));
                understood++;
            }
            else if (error.Message.Contains("not supported yet"))
            {
                notYet[error.Message] = notYet.GetValueOrDefault(error.Message) + 1;
            }
            else
            {
                wrong.Add($"{Path.GetFileName(path)}: {error}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{understood} understood, {wrong.Count} wrong, {notYet.Values.Sum()} not supported yet\n{string.Join('\n', notYet)}\n{string.Join('\n', wrong)}"
        );
        Assert.Empty(wrong);
        Assert.NotEqual(0, understood);
    }

    private static string? Query(string path)
    {
        var document = TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(path))!;
        return
            document.TryGetValue("rule", out var rule)
            && rule is TomlTable table
            && table.TryGetValue("language", out var language)
            && language is "eql"
            ? (string)table["query"]
            : null;
    }
}
