using System.Text;
using CsCheck;

namespace Detections.Embedded.Tests.Search;

/// <summary>Any nesting of queries finds what a restatement over plain lists finds.</summary>
public sealed class QueryAlgebraTests
{
    /// <summary>A query as Elasticsearch reads it, and whether a document (the values of a and of b) satisfies it.</summary>
    private sealed record Clause(string Json, Func<int[][], bool> Holds);

    private static readonly Gen<Clause> Leaf = Gen.OneOf(
        Field(
            (name, at) =>
                Gen.Int[0, 4].Select(n => new Clause($"{{'term':{{'{name}':{n}}}}}", doc => doc[at].Contains(n)))
        ),
        Field(
            (name, at) =>
                Gen.Int[0, 4]
                    .Array[0, 3]
                    .Select(n => new Clause(
                        $"{{'terms':{{'{name}':[{string.Join(',', n)}]}}}}",
                        doc => doc[at].Any(n.Contains)
                    ))
        ),
        Field(
            (name, at) =>
                Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4])
                    .Select(n => new Clause(
                        $"{{'range':{{'{name}':{{'gte':{n.Item1},'lt':{n.Item2}}}}}}}",
                        doc => doc[at].Any(v => v >= n.Item1 && v < n.Item2)
                    ))
        ),
        Field((name, at) => Gen.Const(new Clause($"{{'exists':{{'field':'{name}'}}}}", doc => doc[at].Length > 0)))
    );

    private static readonly Gen<int[][]> Document = Gen.Int[0, 4].Array[0, 3].Array[2];

    [Fact]
    public async Task Nested_bool_queries_find_what_their_parts_say()
    {
        await using var node = await TestNode.StartAsync();
        var round = 0;
        await Gen.Select(Document.Array[1, 20], Query(3).Array[1, 8])
            .SampleAsync(
                async (documents, queries) =>
                {
                    var index = $"r{round++}";
                    var body = new StringBuilder();
                    for (var i = 0; i < documents.Length; i++)
                    {
                        body.Append(
                            $"{{'index':{{'_id':'{i}'}}}}\n{{'a':[{string.Join(',', documents[i][0])}],'b':[{string.Join(',', documents[i][1])}]}}\n"
                        );
                    }

                    await node.Ok($"POST /{index}/_bulk?refresh=true", body.ToString());
                    foreach (var query in queries)
                    {
                        var expected = Enumerable.Range(0, documents.Length).Where(i => query.Holds(documents[i]));
                        Assert.Equal(string.Join(' ', expected), await node.Ids(index, query.Json));
                    }
                },
                iter: 60,
                threads: 1
            );
    }

    private static Gen<Clause> Query(int depth) => depth == 0 ? Leaf : Gen.Frequency((1, Leaf), (2, Bool(depth - 1)));

    private static Gen<Clause> Bool(int depth)
    {
        var clauses = Query(depth).Array[0, 3];
        return Gen.Select(clauses, clauses, clauses, clauses, Gen.Int[-1, 3])
            .Select(
                (must, filter, should, mustNot, minimum) =>
                {
                    var needed =
                        minimum >= 0 ? minimum
                        : should.Length > 0 && must.Length + filter.Length == 0 ? 1
                        : 0;
                    var option = minimum >= 0 ? $",'minimum_should_match':{minimum}" : "";
                    return new Clause(
                        $"{{'bool':{{'must':[{List(must)}],'filter':[{List(filter)}],'should':[{List(should)}],'must_not':[{List(mustNot)}]{option}}}}}",
                        doc =>
                            must.All(c => c.Holds(doc))
                            && filter.All(c => c.Holds(doc))
                            && !mustNot.Any(c => c.Holds(doc))
                            && should.Count(c => c.Holds(doc)) >= needed
                    );
                }
            );
    }

    private static string List(Clause[] clauses) => string.Join(',', clauses.Select(clause => clause.Json));

    private static Gen<Clause> Field(Func<string, int, Gen<Clause>> clause) =>
        Gen.OneOf(clause("a", 0), clause("b", 1));
}
