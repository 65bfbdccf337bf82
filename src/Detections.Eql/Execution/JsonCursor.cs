using System.Globalization;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>
/// Steps over the tokens of a JSON text (RFC 8259, and besides it comments and a byte order mark, which Elasticsearch accepts).
/// Unlike the framework's reader it leaves the bytes of a string alone, valid UTF-8 or not, and reports what is not JSON without
/// an exception.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json, int position)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _position = position;

    /// <summary>A cursor at the first token.</summary>
    public JsonCursor(ReadOnlySpan<byte> json)
        : this(json, json.StartsWith("\uFEFF"u8) ? 3 : 0) { }

    /// <summary>What is wrong and where, once a method has returned false.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next byte that is neither blank nor in a comment, or 0 at the end; it is not taken.</summary>
    public byte Peek()
    {
        while (_position < _json.Length)
        {
            var next = _json[_position];
            if (next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                _position++;
            }
            else if (next != (byte)'/' || !SkipComment())
            {
                return next;
            }
        }

        return 0;
    }

    /// <summary>Takes the byte that <see cref="Peek"/> returned.</summary>
    public void Take() => _position++;

    public bool Expect(byte symbol, string expected)
    {
        if (Peek() != symbol)
        {
            return Fail(expected);
        }

        _position++;
        return true;
    }

    public bool ExpectEnd() => Peek() == 0 && _position == _json.Length ? true : Fail("the end");

    /// <summary>Takes a string whose opening quote is next.</summary>
    public bool ReadString(out JsonToken content)
    {
        var start = ++_position;
        var isEscaped = false;
        while (true)
        {
            _position = FindSpecial(_position);
            if (_position >= _json.Length || _json[_position] < (byte)' ')
            {
                content = default;
                return Fail("a closing quote (control characters must be escaped)");
            }

            if (_json[_position] == (byte)'"')
            {
                content = new JsonToken(start, _position++ - start, isEscaped);
                return true;
            }

            isEscaped = true;
            if (!SkipEscape())
            {
                content = default;
                return Fail("an escape such as \\n or \\u0041");
            }
        }
    }

    public bool ReadNumber(out JsonToken number)
    {
        var start = _position;
        if (Current() == (byte)'-')
        {
            _position++;
        }

        var isNumber = Current() == (byte)'0' ? SkipDigit() : SkipDigits();
        if (isNumber && Current() == (byte)'.')
        {
            _position++;
            isNumber = SkipDigits();
        }

        if (isNumber && Current() is (byte)'e' or (byte)'E')
        {
            _position++;
            if (Current() is (byte)'+' or (byte)'-')
            {
                _position++;
            }

            isNumber = SkipDigits();
        }

        number = new JsonToken(start, _position - start, IsEscaped: false);
        return isNumber || Fail("a digit");
    }

    /// <summary>Takes <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool ReadWord(ReadOnlySpan<byte> word, out JsonToken token)
    {
        token = new JsonToken(_position, word.Length, IsEscaped: false);
        if (!_json[_position..].StartsWith(word))
        {
            return Fail("a value");
        }

        _position += word.Length;
        return true;
    }

    public readonly ReadOnlySpan<byte> Text(JsonToken token) => _json.Slice(token.Start, token.Length);

    public bool Fail(string expected)
    {
        var found = _position < _json.Length ? Describe(_json[_position]) : "the end";
        Problem = string.Create(
            CultureInfo.InvariantCulture,
            $"The event is not JSON: found {found} at byte {_position}, expected {expected}"
        );
        return false;
    }

    public bool FailDepth(int limit)
    {
        Problem = string.Create(CultureInfo.InvariantCulture, $"The event is nested deeper than {limit} levels");
        return false;
    }

    private static string Describe(byte found) =>
        found is > (byte)' ' and < 0x7F
            ? $"[{(char)found}]"
            : string.Create(CultureInfo.InvariantCulture, $"the byte 0x{found:X2}");

    private readonly byte Current() => _position < _json.Length ? _json[_position] : (byte)0;

    /// <summary>The position of the next quote, backslash or control character, or the end.</summary>
    private readonly int FindSpecial(int position)
    {
        while (position <= _json.Length - Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(_json.Slice(position, Vector128<byte>.Count));
            var special =
                Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            if (special != Vector128<byte>.Zero)
            {
                return position + System.Numerics.BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
            }

            position += Vector128<byte>.Count;
        }

        while (
            position < _json.Length && _json[position] >= (byte)' ' && _json[position] is not ((byte)'"' or (byte)'\\')
        )
        {
            position++;
        }

        return position;
    }

    /// <summary>False, with nothing taken, where no whole comment begins.</summary>
    private bool SkipComment()
    {
        var rest = _json[_position..];
        if (rest.StartsWith("//"u8))
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            _position += end < 0 ? rest.Length : end;
            return true;
        }

        var close = rest.StartsWith("/*"u8) ? rest[2..].IndexOf("*/"u8) : -1;
        if (close < 0)
        {
            return false;
        }

        _position += 2 + close + 2;
        return true;
    }

    private bool SkipEscape()
    {
        _position++;
        switch (Current())
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _position++;
                return true;
            case (byte)'u':
                _position++;
                for (var digit = 0; digit < 4; digit++, _position++)
                {
                    if (!char.IsAsciiHexDigit((char)Current()))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private bool SkipDigit()
    {
        _position++;
        return true;
    }

    private bool SkipDigits()
    {
        var start = _position;
        while (char.IsAsciiDigit((char)Current()))
        {
            _position++;
        }

        return _position > start;
    }
}
