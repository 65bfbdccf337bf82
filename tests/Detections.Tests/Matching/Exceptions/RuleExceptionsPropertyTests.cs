using System.Text;
using CsCheck;
using Detections.Eql;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Tests.Rules;

namespace Detections.Tests.Matching.Exceptions;

/// <summary>Random exceptions against random events, judged once more by a plain restatement of what exceptions mean.</summary>
public sealed class RuleExceptionsPropertyTests : IDisposable
{
    private const int Samples = 3_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string[]> ListLines = new()
    {
        ["user.name"] = ["a", "*"],
        ["process.pid"] = ["1", "10"],
        ["source.ip"] = ["10.0.0.2", "::1"],
        ["own.field"] = ["a b", "B"],
    };

    private static readonly Gen<ExceptionEntry> FlatEntry = Gen.Select(
        RandomEvent.AnyOf(
            ExceptionEntryType.Match,
            ExceptionEntryType.MatchAny,
            ExceptionEntryType.Exists,
            ExceptionEntryType.Wildcard,
            ExceptionEntryType.List
        ),
        RandomEvent.AnyOf(RandomEvent.Fields),
        Gen.Int[0, 100].Array[2],
        Gen.Bool,
        (type, field, picks, isExcluded) =>
            EntryOf(type is ExceptionEntryType.Wildcard ? Texts(field) : field, type, picks, isExcluded)
    );

    private static readonly Gen<ExceptionEntry> NestedEntry = Gen.Select(
            RandomEvent.AnyOf(ExceptionEntryType.Match, ExceptionEntryType.MatchAny, ExceptionEntryType.Exists),
            RandomEvent.AnyOf(RandomEvent.NestedFields),
            Gen.Int[0, 100].Array[2],
            Gen.Bool,
            (type, field, picks, isExcluded) => EntryOf(field, type, picks, isExcluded)
        )
        .Array[1, 2]
        .Select(entries => new ExceptionEntry
        {
            Type = ExceptionEntryType.Nested,
            Field = RandomEvent.Nested,
            Entries = entries,
        });

    private static readonly Gen<ExceptionItem> Item = Gen.Select(
        Gen.Frequency((4, FlatEntry), (1, NestedEntry)).Array[1, 3],
        Gen.Bool,
        RandomEvent.AnyOf<int[]>([], [0], [1, 2]),
        Gen.Int[-1, 1],
        (entries, ignoresCase, steps, expiry) =>
            new ExceptionItem
            {
                ItemId = "i",
                ListId = "L",
                Name = "I",
                Entries = entries,
                IsCaseInsensitive = ignoresCase,
                Steps = steps,
                ExpireTime = expiry == 0 ? null : Now.AddMinutes(expiry),
            }
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Exceptions_take_away_what_their_plain_restatement_takes_away()
    {
        var lists = WriteLists();
        var (taken, left) = (0, 0);
        Gen.Select(Item.Array[0, 3], RandomEvent.Generator, Gen.Int[0, 2])
            .Sample(
                (items, happening, step) =>
                {
                    var rule = TestRules.Simple("R") with { Exceptions = items };
                    var table = FieldTable.Create([.. RuleExceptions.FieldsOf(rule), "@timestamp"]);
                    var exceptions = new RuleExceptions(rule, table, lists);
                    Assert.Empty(exceptions.Problems);
                    var json = Encoding.UTF8.GetBytes(happening.Json);
                    Assert.True(new EventReader(table).TryRead(json, out var values, out var problem), problem);

                    var expected = items.Any(i => Takes(i, happening, step));
                    Assert.True(
                        expected == exceptions.Excepts(values, json, step, Now),
                        $"expected {expected} at step {step} of {happening.Json} by {Print(items)}"
                    );
                    Interlocked.Increment(ref expected ? ref taken : ref left);
                },
                iter: Samples
            );
        Assert.True(
            taken > Samples / 10 && left > Samples / 10,
            $"{taken} taken, {left} left: the samples no longer say much"
        );
    }

    private static bool Takes(ExceptionItem item, RandomEvent happening, int step) =>
        (item.Steps.Count == 0 || item.Steps.Contains(step))
        && !(item.ExpireTime < Now)
        && item.Entries.All(e =>
            e.Type == ExceptionEntryType.Nested
                ? happening.Objects.Any(o => e.Entries.All(inner => Holds(inner, o, item.IsCaseInsensitive)))
                : Holds(e, happening.Values, item.IsCaseInsensitive)
        );

    private static bool Holds(ExceptionEntry entry, IReadOnlyDictionary<string, string[]> values, bool ignoresCase)
    {
        var wanted = entry.Type == ExceptionEntryType.List ? ListLines[entry.Field] : entry.Values;
        var holds = values[entry.Field]
            .Any(value =>
                entry.Type switch
                {
                    ExceptionEntryType.Exists => true,
                    ExceptionEntryType.Wildcard => PlainTest.Like(value, entry.Values[0], ignoresCase),
                    _ => wanted.Any(w => PlainTest.Equal(entry.Field, value, w, ignoresCase)),
                }
            );
        return holds != entry.IsExcluded;
    }

    private static ExceptionEntry EntryOf(string field, ExceptionEntryType type, int[] picks, bool isExcluded)
    {
        var pool = type == ExceptionEntryType.Wildcard ? ["a*", "?", "*b", "*"] : Pool(field);
        var count = type == ExceptionEntryType.MatchAny ? 2 : 1;
        return new()
        {
            Type = type,
            Field = field,
            IsExcluded = isExcluded,
            Values = type is ExceptionEntryType.Exists or ExceptionEntryType.List
                ? []
                : [.. picks.Take(count).Select(pick => pool[pick % pool.Length])],
            ListId = type == ExceptionEntryType.List ? field : null,
            ListType =
                type != ExceptionEntryType.List ? null
                : field == "source.ip" ? "ip"
                : "keyword",
        };
    }

    private static string[] Pool(string field) =>
        field switch
        {
            "process.pid" => ["1", "2", "10", "10.0"],
            "source.ip" => ["10.0.0.1", "10.0.0.0/24", "0:0::1", "10.0.0.2"],
            "user.name" => ["a", "A", "ab", "*"],
            _ => ["a", "b", "a b"],
        };

    private static string Texts(string field) => field is "process.pid" or "source.ip" ? "user.name" : field;

    private static string Print(IEnumerable<ExceptionItem> items) =>
        string.Join(
            " OR ",
            items.Select(i =>
                $"[{string.Join(',', i.Steps)} {i.ExpireTime} {i.IsCaseInsensitive}] {string.Join(" AND ", i.Entries.Select(Print))}"
            )
        );

    private static string Print(ExceptionEntry entry) =>
        $"{(entry.IsExcluded ? "not " : "")}{entry.Type} {entry.Field} {string.Join('|', entry.Values)}"
        + string.Concat(entry.Entries.Select(e => $"({Print(e)})"));

    private ValueListFiles WriteLists()
    {
        foreach (var (id, lines) in ListLines)
        {
            File.WriteAllLines(Path.Combine(_folder, id), lines);
        }

        return ValueListFiles.Load(ListLines.Keys.ToDictionary(id => id, id => Path.Combine(_folder, id)));
    }
}
