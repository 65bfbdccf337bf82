using System.Text.Json;
using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>Writes conditions as queries, and counts them as Elasticsearch does.</summary>
internal sealed class PreFilterWriter(Utf8JsonWriter writer)
{
    public int Clauses { get; private set; }

    public void Write(IReadOnlyCollection<PreFilterPortion> portions, IReadOnlyCollection<string> unfiltered) =>
        WriteBool(
            "should",
            () =>
            {
                foreach (var portion in portions)
                {
                    WriteBool("filter", () => Write(portion));
                }

                if (unfiltered.Count > 0)
                {
                    WriteTerms("_index", unfiltered);
                }

                // A value that was too long to be indexed is found by no query, but its field is noted.
                WriteTerms(
                    "_ignored",
                    [
                        .. portions
                            .SelectMany(p => p.Groups)
                            .SelectMany(g => g.Fields)
                            .Distinct(StringComparer.Ordinal)
                            .Order(StringComparer.Ordinal),
                    ]
                );
            }
        );

    public void Write(PreFilterGroup group) =>
        WriteBool(
            "filter",
            () =>
            {
                foreach (var condition in group.Head)
                {
                    WriteUnless(group.WhereInexact([condition.Field]), () => Write(condition));
                }

                if (!group.IsOpen)
                {
                    WriteUnless(group.WhereInexact(group.PartFields), () => WriteEach(group.Parts));
                }
            }
        );

    private void Write(PreFilterPortion portion)
    {
        WriteTerms("_index", portion.Indices);
        if (portion.Groups.Count == 0)
        {
            WriteClause("match_none", () => { });
            return;
        }

        WriteBool(
            "should",
            () =>
            {
                foreach (var group in portion.Groups)
                {
                    Write(group);
                }
            }
        );
    }

    private void WriteEach(IReadOnlyList<IReadOnlyList<EqlFilter>> parts)
    {
        foreach (var part in parts)
        {
            Write(EqlFilter.All(part));
        }
    }

    private void WriteUnless(IReadOnlyCollection<string> indices, Action write)
    {
        WriteBool(
            "should",
            () =>
            {
                write();
                if (indices.Count > 0)
                {
                    WriteTerms("_index", indices);
                }
            }
        );
    }

    private void Write(EqlFilter filter)
    {
        switch (filter)
        {
            case EqlFilterAll all:
                WriteBool("filter", () => WriteEach([.. all.Parts.Select(p => (IReadOnlyList<EqlFilter>)[p])]));
                break;
            case EqlFilterAny any:
                WriteBool("should", () => WriteEach([.. any.Parts.Select(p => (IReadOnlyList<EqlFilter>)[p])]));
                break;
            case EqlFilterAnyOf { IgnoresCase: false } anyOf:
                WriteTerms(anyOf.Field, anyOf.Values);
                break;
            case EqlFilterAnyOf anyOf:
                WriteOptions("term", anyOf.Field, anyOf.Values, ignoresCase: true);
                break;
            case EqlFilterLike like:
                WriteOptions("wildcard", like.Field, [.. like.Patterns.Select(ToLucene)], like.IgnoresCase);
                break;
            case EqlFilterExists exists:
                WriteClause("exists", () => writer.WriteString("field", exists.Field));
                break;
        }
    }

    private void WriteTerms(string field, IReadOnlyCollection<string> values) =>
        WriteClause("terms", () => JsonBody.WriteTexts(writer, field, values));

    private void WriteOptions(string clause, string field, IReadOnlyCollection<string> values, bool ignoresCase)
    {
        if (values.Count == 1)
        {
            WriteEach();
        }
        else
        {
            WriteBool("should", WriteEach);
        }

        void WriteEach()
        {
            foreach (var value in values)
            {
                WriteClause(
                    clause,
                    () =>
                    {
                        writer.WriteStartObject(field);
                        writer.WriteString("value", value);
                        if (ignoresCase)
                        {
                            writer.WriteBoolean("case_insensitive", true);
                        }

                        writer.WriteEndObject();
                    }
                );
            }
        }
    }

    private void WriteBool(string occurrence, Action write)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool");
        writer.WriteStartArray(occurrence);
        write();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteClause(string name, Action write)
    {
        Clauses++;
        writer.WriteStartObject();
        writer.WriteStartObject(name);
        write();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>To Lucene a backslash takes the meaning from what follows; to EQL it is a backslash.</summary>
    private static string ToLucene(string pattern) => pattern.Replace("\\", "\\\\", StringComparison.Ordinal);
}
