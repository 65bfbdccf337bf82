using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Eql;
using Detections.Rules.Filters;
using Detections.Tests.Matching.Exceptions;

namespace Detections.Tests.Rules.Filters;

/// <summary>Random filters against random events, judged once more by the same filter written as a function.</summary>
public sealed class KibanaFilterPropertyTests
{
    private const int Samples = 3_000;
    private const int Depth = 3;

    private static readonly Gen<Clause> Leaf = Gen.Select(
        Gen.Int[0, 7],
        RandomEvent.AnyOf(RandomEvent.Fields),
        Gen.Int[0, 100],
        Gen.Bool,
        LeafOf
    );

    private static readonly Gen<Clause> Query = Enumerable
        .Range(0, Depth)
        .Aggregate(Leaf, (inner, _) => Gen.Frequency((2, Leaf), (3, Bool(inner))));

    [Fact]
    public void A_filter_passes_what_its_plain_restatement_passes()
    {
        var (passed, stopped) = (0, 0);
        Gen.Select(Query, RandomEvent.Generator, Gen.Bool)
            .Sample(
                (query, happening, isNegated) =>
                {
                    var json = $$"""{"meta":{"negate":{{(isNegated ? "true" : "false")}}},"query":{{query.Json}}}""";
                    Assert.True(
                        KibanaFilter.TryCreate(JsonElement.Parse(json), out var filter, out var problem),
                        problem
                    );
                    var table = FieldTable.Create([.. filter.Fields, "@timestamp"]);
                    var source = Encoding.UTF8.GetBytes(happening.Json);
                    Assert.True(new EventReader(table).TryRead(source, out var values, out problem), problem);

                    var expected = query.Holds(happening) != isNegated;
                    Assert.True(
                        expected == filter.Compile(table)(values),
                        $"expected {expected} of {happening.Json} by {json}"
                    );
                    Interlocked.Increment(ref expected ? ref passed : ref stopped);
                },
                iter: Samples
            );
        Assert.True(
            passed > Samples / 10 && stopped > Samples / 10,
            $"{passed} passed, {stopped} stopped: the samples no longer say much"
        );
    }

    private static Clause LeafOf(int kind, string field, int pick, bool ignoresCase)
    {
        string[] pool = field switch
        {
            "process.pid" => ["1", "2", "10"],
            "source.ip" => ["10.0.0.1", "10.0.0.0/24", "::1"],
            "user.name" => ["a", "A", "ab", "*"],
            _ => ["a", "b", "a b"],
        };
        var value = pool[pick % pool.Length];
        var other = pool[pick / 2 % pool.Length];
        var isText = field is "user.name" or "own.field";
        return kind switch
        {
            0 => new(Json("match_phrase", value), Any(v => PlainTest.Equal(field, v, value, false))),
            1 => new(Json("match", new { query = value }), Any(v => PlainTest.Equal(field, v, value, false))),
            2 => new(
                Json("term", new { value, case_insensitive = ignoresCase }),
                Any(v => PlainTest.Equal(field, v, value, ignoresCase))
            ),
            3 => new(
                Json("terms", new[] { value, other }),
                Any(v => PlainTest.Equal(field, v, value, false) || PlainTest.Equal(field, v, other, false))
            ),
            4 when isText => new(
                Json("wildcard", new { value = value + "*", case_insensitive = ignoresCase }),
                Any(v => PlainTest.Like(v, value + "*", ignoresCase))
            ),
            5 when isText => new(Json("prefix", value), Any(v => v.StartsWith(value, StringComparison.Ordinal))),
            6 when field != "source.ip" => new(
                Json("range", new { gte = value, lt = other }),
                Any(v => !PlainTest.Less(field, v, value) && PlainTest.Less(field, v, other))
            ),
            7 when pick % 5 == 0 => new("""{"match_all":{}}""", _ => true),
            _ => new($$"""{"exists":{"field":"{{field}}"} }""", Any(_ => true)),
        };

        string Json(string clause, object body) =>
            JsonSerializer.Serialize(
                new Dictionary<string, object> { [clause] = new Dictionary<string, object> { [field] = body } }
            );

        Func<RandomEvent, bool> Any(Func<string, bool> test) => happening => happening.Values[field].Any(test);
    }

    private static Gen<Clause> Bool(Gen<Clause> clause) =>
        Gen.Select(
            clause.Array[0, 2],
            clause.Array[0, 1],
            clause.Array[0, 3],
            clause.Array[0, 1],
            Gen.Int[-1, 3],
            (must, filter, should, mustNot, minimum) =>
            {
                var least =
                    minimum >= 0 ? minimum
                    : should.Length > 0 && must.Length + filter.Length == 0 ? 1
                    : 0;
                var json =
                    $"{{\"bool\":{{\"must\":{Join(must)},\"filter\":{Join(filter)},\"should\":{Join(should)},\"must_not\":{Join(mustNot)}"
                    + (minimum >= 0 ? $",\"minimum_should_match\":{minimum}" : "")
                    + "}}";
                return new Clause(
                    json,
                    happening =>
                        must.All(c => c.Holds(happening))
                        && filter.All(c => c.Holds(happening))
                        && should.Count(c => c.Holds(happening)) >= least
                        && !mustNot.Any(c => c.Holds(happening))
                );
            }
        );

    private static string Join(IEnumerable<Clause> clauses) => $"[{string.Join(',', clauses.Select(c => c.Json))}]";

    private sealed record Clause(string Json, Func<RandomEvent, bool> Holds);
}
