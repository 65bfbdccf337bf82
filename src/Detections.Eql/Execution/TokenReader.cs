using System.Diagnostics.CodeAnalysis;

namespace Detections.Eql.Execution;

/// <summary>
/// Reads a document token by token: the reference, which checks every byte, also of what no field needs, and says why something is not
/// JSON.
/// </summary>
internal sealed class TokenReader(FieldNode root, ValueCollector values)
{
    /// <summary>The nesting that Elasticsearch accepts in a document.</summary>
    public const int MaxDepth = 1000;

    private readonly FieldNode _root = root;
    private readonly ValueCollector _values = values;
    private byte[] _key = new byte[256];

    public bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(false)] out string? problem)
    {
        var cursor = new JsonCursor(json);
        var isRead =
            cursor.Expect((byte)'{', "an object") && ReadObject(ref cursor, _root, depth: 1) && cursor.ExpectEnd();
        problem = isRead ? null : cursor.Problem!;
        return isRead;
    }

    /// <summary>Reads behind an opening brace. Without a node nothing is needed of what is read, but it must be JSON.</summary>
    private bool ReadObject(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return cursor.FailDepth(MaxDepth);
        }

        if (cursor.Peek() == (byte)'}')
        {
            cursor.Take();
            return true;
        }

        while (true)
        {
            if (cursor.Peek() != (byte)'"')
            {
                return cursor.Fail("a key in quotes");
            }

            if (!cursor.ReadString(out var key) || !cursor.Expect((byte)':', "[:]"))
            {
                return false;
            }

            if (!ReadValue(ref cursor, node?.Find(Text(ref cursor, key)), depth))
            {
                return false;
            }

            if (cursor.Peek() != (byte)',')
            {
                return cursor.Expect((byte)'}', "[,] or [}]");
            }

            cursor.Take();
        }
    }

    private bool ReadArray(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return cursor.FailDepth(MaxDepth);
        }

        if (cursor.Peek() == (byte)']')
        {
            cursor.Take();
            return true;
        }

        while (ReadValue(ref cursor, node, depth))
        {
            if (cursor.Peek() != (byte)',')
            {
                return cursor.Expect((byte)']', "[,] or []]");
            }

            cursor.Take();
        }

        return false;
    }

    private bool ReadValue(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        switch (cursor.Peek())
        {
            case (byte)'"':
                return ReadString(ref cursor, node);
            case (byte)'{':
                cursor.Take();
                return ReadObject(ref cursor, node, depth + 1);
            case (byte)'[':
                cursor.Take();
                return ReadArray(ref cursor, node, depth + 1);
            case (byte)'t':
                return ReadWord(ref cursor, node, "true"u8);
            case (byte)'f':
                return ReadWord(ref cursor, node, "false"u8);
            case (byte)'n':
                return ReadNull(ref cursor, node);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber(ref cursor, node);
            default:
                return cursor.Fail("a value");
        }
    }

    private bool ReadString(ref JsonCursor cursor, FieldNode? node)
    {
        if (!cursor.ReadString(out var token))
        {
            return false;
        }

        _values.AddString(node, token.Start, cursor.Text(token), token.IsEscaped);
        return true;
    }

    private bool ReadWord(ref JsonCursor cursor, FieldNode? node, ReadOnlySpan<byte> word)
    {
        if (!cursor.ReadWord(word, out var token))
        {
            return false;
        }

        _values.Add(node, ValueKind.Boolean, token.Start, cursor.Text(token));
        return true;
    }

    private bool ReadNull(ref JsonCursor cursor, FieldNode? node)
    {
        if (!cursor.ReadWord("null"u8, out _))
        {
            return false;
        }

        _values.AddNull(node);
        return true;
    }

    private bool ReadNumber(ref JsonCursor cursor, FieldNode? node)
    {
        if (!cursor.ReadNumber(out var token))
        {
            return false;
        }

        _values.Add(node, ValueKind.Number, token.Start, cursor.Text(token));
        return true;
    }

    private ReadOnlySpan<byte> Text(ref JsonCursor cursor, JsonToken key)
    {
        var text = cursor.Text(key);
        if (!key.IsEscaped)
        {
            return text;
        }

        if (_key.Length < JsonText.MaxLength(text))
        {
            _key = new byte[JsonText.MaxLength(text)];
        }

        return _key.AsSpan(0, JsonText.Unescape(text, _key));
    }
}
