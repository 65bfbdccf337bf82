using System.Text;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search.Queries;

/// <summary>SQL under construction; every value is a parameter.</summary>
internal sealed class SqlText
{
    private const int LongestText = 990_000;
    private const int MostValues = 32_000;

    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public IReadOnlyList<object> Values => _values;

    public SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    public SqlText Append(long number)
    {
        _text.Append(number);
        return this;
    }

    public SqlText Bind(object value)
    {
        _text.Append('$').Append(_values.Count);
        _values.Add(value);
        return this;
    }

    public SqlText Constant(bool truth) => Append(truth ? "1" : "0");

    /// <summary>Joins parts as a balanced tree: SQLite bounds the depth of expressions, not their number.</summary>
    public SqlText Join<T>(IReadOnlyList<T> parts, string between, Action<T> write)
    {
        JoinRange(0, parts.Count);
        return this;

        void JoinRange(int start, int end)
        {
            if (end - start == 1)
            {
                write(parts[start]);
                return;
            }
            var middle = (start + end) / 2;
            Append("(");
            JoinRange(start, middle);
            Append(between);
            JoinRange(middle, end);
            Append(")");
        }
    }

    /// <summary>The finished text, within what SQLite takes.</summary>
    public string Finish() =>
        _text.Length <= LongestText && _values.Count <= MostValues
            ? _text.ToString()
            : throw new ApiException(
                400,
                "too_many_nested_clauses",
                "the query has more clauses than the embedded node can take, about ten thousand; use [terms] for many values of one field"
            );
}
