using System.Text;

namespace Detections.Eql.Tests.Restatement;

/// <summary>
/// What a reader may leave unchecked, said once more: a document in which everything that no field needs has been replaced by a null. Such
/// a document is read strictly exactly if the reader may read the original.
/// </summary>
internal sealed class Skipping(IReadOnlyCollection<string> fields, byte[] json)
{
    private readonly List<byte> _kept = [];
    private int _position;

    public static byte[] Remove(IReadOnlyCollection<string> fields, byte[] json)
    {
        var skipping = new Skipping(fields, json);
        skipping.KeepBlanks();
        if (skipping.Next == '{')
        {
            skipping.KeepObject(path: null, depth: 1);
        }

        // What follows, and all from where the document was not understood
        return [.. skipping._kept, .. json.AsSpan(skipping._position)];
    }

    private char Next => _position < json.Length ? (char)json[_position] : '\0';

    private bool KeepObject(string? path, int depth)
    {
        Keep();
        for (var isFirst = true; ; isFirst = false)
        {
            KeepBlanks();
            if (Next == '}' && isFirst)
            {
                return Keep();
            }

            if (Next != '"' || EndOfString() is not { } end)
            {
                return false;
            }

            var key = json[(_position + 1)..(end - 1)];
            KeepTo(end);
            KeepBlanks();
            if (key.Contains((byte)'\\') || Next != ':' || !Keep())
            {
                return false;
            }

            KeepBlanks();
            if (
                !KeepValue(
                    path is null ? Encoding.UTF8.GetString(key) : $"{path}.{Encoding.UTF8.GetString(key)}",
                    depth
                )
            )
            {
                return false;
            }

            KeepBlanks();
            if (Next != ',')
            {
                return Next == '}' && Keep();
            }

            Keep();
        }
    }

    private bool KeepArray(string path, int depth)
    {
        Keep();
        for (var isFirst = true; ; isFirst = false)
        {
            KeepBlanks();
            if (Next == ']' && isFirst)
            {
                return Keep();
            }

            if (!KeepValue(path, depth))
            {
                return false;
            }

            KeepBlanks();
            if (Next != ',')
            {
                return Next == ']' && Keep();
            }

            Keep();
        }
    }

    private bool KeepValue(string path, int depth)
    {
        var leadsFurther = fields.Any(field => field.StartsWith($"{path}.", StringComparison.Ordinal));
        var isNeeded = fields.Contains(path);
        switch (Next)
        {
            case '{' or '[' when depth >= 1000:
                return false;
            case '{' when leadsFurther:
                return KeepObject(path, depth + 1);
            case '[' when leadsFurther || isNeeded:
                return KeepArray(path, depth + 1);
            case '{' or '[':
                return Replace(EndOfContainer());
            case '"' when isNeeded:
                return KeepTo(EndOfString());
            case '"':
                return Replace(EndOfString());
            default:
                // Numbers and words are never skipped
                while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '+' or '.')
                {
                    Keep();
                }

                return true;
        }
    }

    private bool Replace(int? end)
    {
        if (end is null)
        {
            return false;
        }

        _kept.AddRange("null"u8);
        _position = end.Value;
        return true;
    }

    private bool KeepTo(int? end)
    {
        while (_position < end)
        {
            Keep();
        }

        return end is not null;
    }

    private bool Keep()
    {
        _kept.Add(json[_position++]);
        return true;
    }

    private void KeepBlanks()
    {
        while (Next is ' ' or '\t' or '\n' or '\r')
        {
            Keep();
        }
    }

    private int? EndOfString() => EndOfString(_position);

    private int? EndOfString(int start)
    {
        for (var position = start + 1; position < json.Length && json[position] >= ' '; position++)
        {
            if (json[position] == '"')
            {
                return position + 1;
            }

            position += json[position] == '\\' ? 1 : 0;
        }

        return null;
    }

    private int? EndOfContainer()
    {
        var depth = 0;
        for (var position = _position; position < json.Length; position++)
        {
            switch ((char)json[position])
            {
                case '/' or '\\':
                    return null;
                case '"' when EndOfString(position) is { } end:
                    position = end - 1;
                    break;
                case '"':
                    return null;
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']' when --depth == 0:
                    return position + 1;
            }
        }

        return null;
    }
}
