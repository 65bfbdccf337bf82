using System.Text;

namespace Detections.Embedded.Search.Queries;

/// <summary>SQL under construction; every value is a parameter.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public IReadOnlyList<object> Values => _values;

    public SqlText Append(string sql)
    {
        _text.Append(sql);
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

    public override string ToString() => _text.ToString();
}
