using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search.Queries;

/// <summary><c>wildcard</c> and <c>prefix</c>. Case is folded for ASCII letters only, as Lucene does.</summary>
internal sealed class WildcardQuery : Query
{
    /// <summary>What SQLite compares with.</summary>
    private const int LongestPattern = 50_000;

    private readonly string _clause;
    private readonly string _field;
    private readonly (char Character, bool IsWildcard)[] _pattern;
    private readonly bool _ignoreCase;

    private WildcardQuery(string clause, string field, IEnumerable<(char, bool)> pattern, bool ignoreCase)
    {
        _clause = clause;
        _field = field;
        _pattern = [.. pattern];
        _ignoreCase = ignoreCase;
    }

    public static Query Read(JsonElement body)
    {
        var (field, text, ignoreCase) = Options("wildcard", body, "value", "wildcard");
        return field == "_index"
            ? new IndexNameQuery(text)
            : new WildcardQuery("wildcard", field, Parse(text), ignoreCase);
    }

    public static Query ReadPrefix(JsonElement body)
    {
        var (field, text, ignoreCase) = Options("prefix", body, "value");
        return field == "_index"
            ? new IndexNameQuery(text + "*")
            : new WildcardQuery("prefix", field, [.. Literally(text), ('*', true)], ignoreCase);
    }

    /// <summary>The whole value, in any case.</summary>
    public static WildcardQuery Exactly(string field, string text) =>
        new("term", field, Literally(text), ignoreCase: true);

    public override void Write(SqlText sql, Shard shard)
    {
        var target = shard.Field(_field);
        switch (target?.Type)
        {
            case null:
                sql.Constant(false);
                break;
            case ConstantKeywordType { Constant: var constant }:
                sql.Constant(constant is not null && MatchesConstant(constant));
                break;
            case KeywordType or TextType or FlattenedType:
                AnyTerm(sql, shard, target, () => WriteComparison(sql, target.Type));
                break;
            default:
                throw shard.Index.Failure(
                    400,
                    "query_shard_exception",
                    $"failed to create query: [{_clause}] works on keyword, text and wildcard fields, not on [{_field}] of type [{target.Type.Name}]"
                );
        }
    }

    private void WriteComparison(SqlText sql, FieldType type)
    {
        var normalise = type is KeywordType keyword ? keyword.Normalise : (Func<string, string>)(text => text);
        sql.Append("CASE WHEN instr(CAST(t.value AS BLOB), x'00') THEN fits(CAST(")
            .Append(_ignoreCase ? "lower(t.value)" : "t.value")
            .Append(" AS BLOB), ")
            .Bind(Encoding.UTF8.GetBytes(_ignoreCase ? LowerAscii(ToExpression()) : normalise(ToExpression())));
        if (_ignoreCase)
        {
            sql.Append(") ELSE t.value LIKE ").Bind(Bounded(ToLike())).Append(" ESCAPE '\\' END");
        }
        else
        {
            sql.Append(") ELSE t.value GLOB ").Bind(Bounded(normalise(ToGlob()))).Append(" END");
        }
    }

    private static string LowerAscii(string text) =>
        string.Concat(text.Select(unit => char.IsAsciiLetterUpper(unit) ? char.ToLowerInvariant(unit) : unit));

    private string Bounded(string pattern) =>
        Encoding.UTF8.GetByteCount(pattern) <= LongestPattern
            ? pattern
            : throw ApiException.IllegalArgument(
                $"[{_clause}] on [{_field}] has {_pattern.Length} characters; the embedded node compares with patterns of at most {LongestPattern} bytes, escapes included"
            );

    private string ToGlob()
    {
        var glob = new StringBuilder();
        foreach (var (character, isWildcard) in _pattern)
        {
            if (!isWildcard && character is '*' or '?' or '[')
            {
                glob.Append('[').Append(character).Append(']');
            }
            else
            {
                glob.Append(character);
            }
        }
        return glob.ToString();
    }

    private string ToLike()
    {
        var like = new StringBuilder();
        foreach (var (character, isWildcard) in _pattern)
        {
            if (isWildcard)
            {
                like.Append(character == '*' ? '%' : '_');
            }
            else if (character is '%' or '_' or '\\')
            {
                like.Append('\\').Append(character);
            }
            else
            {
                like.Append(character);
            }
        }
        return like.ToString();
    }

    /// <summary>A simple expression of <see cref="FileSystemName"/>, in which a backslash takes the meaning from what follows.</summary>
    private string ToExpression()
    {
        var expression = new StringBuilder();
        foreach (var (character, isWildcard) in _pattern)
        {
            expression.Append(isWildcard ? character.ToString() : "\\" + character);
        }

        return expression.ToString();
    }

    private bool MatchesConstant(string constant) =>
        FileSystemName.MatchesSimpleExpression(ToExpression(), constant, _ignoreCase);

    private static IEnumerable<(char, bool)> Literally(string text) => text.Select(character => (character, false));

    /// <summary>A backslash takes the meaning from what follows.</summary>
    private static IEnumerable<(char, bool)> Parse(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                yield return (text[++i], false);
            }
            else
            {
                yield return (text[i], text[i] is '*' or '?');
            }
        }
    }

    private static (string Field, string Text, bool IgnoreCase) Options(
        string clause,
        JsonElement body,
        params string[] valueKeys
    )
    {
        var field = OnlyField(clause, body);
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            return (field.Name, JsonText.Of(field.Value), false);
        }

        var options = field.Value.Only(clause, [.. valueKeys, "case_insensitive", "boost", "rewrite"]);
        QueryParser.RequireNoBoost(options, clause);
        var value = valueKeys.Select(key => options.Get(key)).FirstOrDefault(found => found is not null);
        return (
            field.Name,
            JsonText.Of(
                value ?? throw ApiException.IllegalArgument($"[{clause}] on [{field.Name}]: value cannot be null")
            ),
            options.Get("case_insensitive")?.Boolean("case_insensitive") ?? false
        );
    }
}
