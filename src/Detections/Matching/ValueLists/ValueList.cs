using System.Text;
using System.Text.Unicode;
using Detections.Eql;
using Detections.Settings;

namespace Detections.Matching.ValueLists;

/// <summary>
/// The values of one file, one a line. It is read once and compiled once for each way in which fields compare, so that all rules share
/// it. All threads may.
/// </summary>
internal sealed class ValueList
{
    private const int MaxWrongLines = 3;
    private const int MostMegabytes = 64;
    private const int MostLines = 2_000_000;

    private readonly string _path;
    private readonly byte[][] _lines;
    private readonly Dictionary<(FieldType? Type, bool IsOfAddresses, bool IgnoresCase), object> _tests = [];

    private ValueList(string path, byte[][] lines)
    {
        _path = path;
        _lines = lines;
    }

    public int Count => _lines.Count(line => line.Length > 0);

    /// <exception cref="FormatException">A line is not text, or there is too much.</exception>
    public static ValueList Read(string path)
    {
        var lines = new List<byte[]>();
        var content = BoundedFile.Read(path, MostMegabytes).AsSpan();
        content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        foreach (var range in content.Split((byte)'\n'))
        {
            if (lines.Count == MostLines)
            {
                throw new FormatException($"{path} has more than 2,000,000 lines");
            }

            var line = content[range].Trim(" \t\r"u8);
            if (!Utf8.IsValid(line))
            {
                throw new FormatException($"{path}:{lines.Count + 1}: the line is not UTF-8; save the file as UTF-8");
            }

            lines.Add(line.IsEmpty ? [] : line.ToArray());
        }

        return new(path, [.. lines]);
    }

    /// <summary>Whether a value of a field is in the list.</summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="isOfAddresses">Whether the lines are addresses, blocks and ranges of them, whatever the field's type is.</param>
    /// <exception cref="FormatException">A line cannot be a value of such a field.</exception>
    public FieldTest TestOf(FieldType? type, bool isOfAddresses, bool ignoresCase)
    {
        lock (_tests)
        {
            var key = (isOfAddresses ? null : type, isOfAddresses, ignoresCase && !isOfAddresses);
            if (!_tests.TryGetValue(key, out var result))
            {
                _tests.Add(key, result = Create(type, isOfAddresses, ignoresCase));
            }

            return result as FieldTest ?? throw new FormatException((string)result);
        }
    }

    /// <summary>The test or what is wrong, as it would be each time.</summary>
    private object Create(FieldType? type, bool isOfAddresses, bool ignoresCase)
    {
        try
        {
            return Compile([.. _lines.Where(line => line.Length > 0)]);
        }
        catch (FormatException)
        {
            return string.Join("; ", WrongLines().Take(MaxWrongLines));
        }

        FieldTest Compile(byte[][] values) =>
            isOfAddresses ? FieldTest.Addresses(values) : FieldTest.Term(type, values, ignoresCase);

        IEnumerable<string> WrongLines()
        {
            foreach (var (at, line) in _lines.Index().Where(line => line.Item.Length > 0))
            {
                var problem = "";
                try
                {
                    Compile([line]);
                }
                catch (FormatException e)
                {
                    problem = e.Message;
                }

                if (problem.Length > 0)
                {
                    yield return $"{_path}:{at + 1}: {problem}";
                }
            }
        }
    }
}
