using System.Text.Json;
using System.Text.RegularExpressions;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

/// <summary>Elastic's rule catalogue, where it is at hand: thousands of queries that real people wrote.</summary>
public sealed partial class RuleCatalogueTests
{
    private const int Events = 20_000;

    [Fact]
    public void Every_query_compiles_and_judges_events_made_of_its_own_words()
    {
        var texts = Texts();
        var wrong = new List<string>();
        var queries = new List<EqlQuery>();
        foreach (var (name, text) in texts)
        {
            if (EqlQuery.TryParse(text, EqlOptions.Default, out var query, out var error))
            {
                queries.Add(query);
            }
            else
            {
                wrong.Add($"{name}: {error}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEmpty(queries);
        Judge(queries);
    }

    [Fact]
    public void What_a_query_is_understood_as_reads_as_the_same_query()
    {
        foreach (var (name, text) in Texts())
        {
            var query = EqlQuery.Parse(text);
            Assert.True(query.ToString() == EqlQuery.Parse(query.ToString()).ToString(), name);
        }
    }

    private static void Judge(List<EqlQuery> queries)
    {
        var table = FieldTable.Create([.. queries.SelectMany(query => query.Fields), .. queries[0].OrderFields]);
        var reader = new EventReader(table);
        var steps = queries.SelectMany(query => query.Compile(table)).ToArray();
        var matcher = new StepMatcher(steps);
        var satisfied = new bool[steps.Length];
        var differences = 0;
        foreach (var json in MakeEvents(queries))
        {
            Assert.True(reader.TryRead(json, out var values, out var problem), problem);
            var found = matcher.Match(values).ToArray().ToHashSet();
            for (var step = 0; step < steps.Length; step++)
            {
                var isSatisfied = steps[step].Matches(values);
                satisfied[step] |= isSatisfied;
                differences += found.Contains(step) == isSatisfied ? 0 : 1;
            }

            Assert.False(values.IsCut);
        }

        Assert.Equal(0, differences);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{queries.Count} queries, {steps.Length} steps, {satisfied.Count(one => one)} of them satisfied by some of {Events} events"
        );
    }

    /// <summary>Each event is made for one query: its category, its fields, and the words and numbers that it asks for.</summary>
    private static IEnumerable<byte[]> MakeEvents(List<EqlQuery> queries)
    {
        var random = new Random(20261124);
        for (var number = 0; number < Events; number++)
        {
            var query = queries[random.Next(queries.Count)];
            var words = Words(query.Text);
            var item = new Dictionary<string, object?>
            {
                ["@timestamp"] = 1_700_000_000_000 + number,
                ["event.category"] = Category().Match(query.Text).Groups["word"].Value,
            };
            foreach (var field in query.Fields)
            {
                if (field != "event.category" && random.Next(4) > 0)
                {
                    item[field] = MakeValue(random, words);
                }
            }

            yield return JsonSerializer.SerializeToUtf8Bytes(item);
        }
    }

    private static object? MakeValue(Random random, string[] words) =>
        random.Next(10) switch
        {
            0 => random.Next(70_000),
            1 => random.Next(2) == 0,
            2 => null,
            3 => new[] { MakeWord(random, words), MakeWord(random, words), null },
            4 => $"10.{random.Next(256)}.0.{random.Next(256)}",
            _ => MakeWord(random, words),
        };

    private static string MakeWord(Random random, string[] words) =>
        words.Length == 0 ? "word" : words[random.Next(words.Length)];

    private static string[] Words(string text) => [.. Quoted().Matches(text).Select(word => word.Groups["word"].Value)];

    private static List<(string Name, string Text)> Texts() =>
        [
            .. RuleCatalogue
                .Read(OutsideData.FolderOrSkip(RuleCatalogue.Variable, RuleCatalogue.Name))
                .Select(one => (one.Rule, one.Query)),
        ];

    [GeneratedRegex(@"(?<word>[A-Za-z_.]+)\s+where", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Category();

    [GeneratedRegex("\"(?<word>[^\"]{1,60})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
