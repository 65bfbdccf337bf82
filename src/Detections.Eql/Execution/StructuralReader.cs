using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Detections.Eql.Execution;

/// <summary>
/// Reads a document over the index of its structure: a string ends at the next quote, and an object or array that no field needs ends
/// where its brackets balance, whatever stands in it. Every method gets a position and returns the one behind what it read, or
/// <see cref="Odd"/> for all that is out of the ordinary, be it wrong or only rare: then <see cref="TokenReader"/> has to read the document.
/// </summary>
internal readonly ref struct StructuralReader
{
    private const int Odd = -1;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<StructuralBlock> _blocks;
    private readonly bool _isAscii;
    private readonly ValueCollector _values;
    private readonly EqlEvent _event;
    private readonly int _plainLimit;

    private StructuralReader(ReadOnlySpan<byte> json, StructuralIndex index, ValueCollector values)
    {
        _json = json;
        _blocks = index.Blocks;
        _isAscii = index.IsAscii;
        _values = values;
        _event = values.Event;
        _plainLimit = values.PlainLimit;
    }

    /// <summary>Whether the document was read; otherwise values may have been added that do not count.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, StructuralIndex index, FieldNode root, ValueCollector values) =>
        index.TryBuild(json) && new StructuralReader(json, index, values).TryRead(root);

    private bool TryRead(FieldNode root)
    {
        var position = SkipBlanks(_json, 0);
        if (At(_json, position) != (byte)'{')
        {
            return false;
        }

        position = ReadObject(root, position + 1, depth: 1);
        return position != Odd && SkipBlanks(_json, position) == _json.Length;
    }

    private int ReadObject(FieldNode parent, int position, int depth)
    {
        if (depth > TokenReader.MaxDepth)
        {
            return Odd;
        }

        var json = _json;
        position = SkipBlanks(json, position);
        if (At(json, position) == (byte)'}')
        {
            return position + 1;
        }

        if (At(json, position) != (byte)'"')
        {
            return Odd;
        }

        var blocks = _blocks;
        while (true)
        {
            var start = position + 1;
            var window = QuotesFrom(blocks, start);
            if (window == 0 || (BackslashesFrom(blocks, start) & StructuralBlock.UpToLowest(window)) != 0)
            {
                return Odd;
            }

            var end = start + BitOperations.TrailingZeroCount(window);
            var node = parent.Find(json, start, end - start);
            if (StandsAt(json, end, "\":\""u8))
            {
                // As most of a document is written; the string ends at the third quote
                window &= window - 1;
                window &= window - 1;
                var endOfValue =
                    window != 0 ? start + BitOperations.TrailingZeroCount(window) : EndOfString(blocks, end + 3);
                position = node is null || TryAddString(node, end + 3, endOfValue) ? endOfValue + 1 : Odd;
            }
            else
            {
                position = SkipBlanks(json, end + 1);
                position =
                    At(json, position) == (byte)':' ? ReadValue(node, SkipBlanks(json, position + 1), depth) : Odd;
            }

            if (position == Odd)
            {
                return Odd;
            }

            if (StandsAt(json, position, ",\""u8))
            {
                position++;
                continue;
            }

            position = SkipBlanks(json, position);
            if (At(json, position) != (byte)',')
            {
                return At(json, position) == (byte)'}' ? position + 1 : Odd;
            }

            position = SkipBlanks(json, position + 1);
            if (At(json, position) != (byte)'"')
            {
                return Odd;
            }
        }
    }

    private int ReadArray(FieldNode node, int position, int depth)
    {
        if (depth > TokenReader.MaxDepth)
        {
            return Odd;
        }

        position = SkipBlanks(_json, position);
        if (At(_json, position) == (byte)']')
        {
            return position + 1;
        }

        while (true)
        {
            position = ReadValue(node, position, depth);
            if (position == Odd)
            {
                return Odd;
            }

            position = SkipBlanks(_json, position);
            if (At(_json, position) != (byte)',')
            {
                return At(_json, position) == (byte)']' ? position + 1 : Odd;
            }

            position = SkipBlanks(_json, position + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadValue(FieldNode? node, int position, int depth)
    {
        var first = At(_json, position);
        if (first == (byte)'"')
        {
            var start = position + 1;
            var end = EndOfString(_blocks, start);
            return node is null || TryAddString(node, start, end) ? end + 1 : Odd;
        }

        if (first is not ((byte)'{' or (byte)'['))
        {
            return ReadScalar(node, position);
        }

        return ReadContainer(node, position, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadContainer(FieldNode? node, int position, int depth)
    {
        var isObject = At(_json, position) == (byte)'{';
        return node is null || (isObject && node.IsLeaf) ? SkipContainer(position, depth)
            : isObject ? ReadObject(node, position + 1, depth + 1)
            : ReadArray(node, position + 1, depth + 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAddString(FieldNode node, int start, int end)
    {
        var length = end - start;
        if (node.Slot >= 0 && _isAscii && length <= _plainLimit && !HasBackslash(start, end))
        {
            _event.Add(node.Slot, ValueKind.String, start, length);
            return true;
        }

        if (!_values.Takes(node))
        {
            return true;
        }

        var json = _json[start..end];
        if (!_isAscii && !Utf8.IsValid(json))
        {
            return false;
        }

        if (!HasBackslash(start, end))
        {
            _values.AddPlain(node.Slot, start, json);
            return true;
        }

        return AreEscapes(json, start) && _values.TryAddEscaped(node.Slot, start, json.Length);
    }

    /// <summary>Reads what is neither a string nor in brackets, which is the same with an index as without.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadScalar(FieldNode? node, int position)
    {
        var cursor = new JsonCursor(_json, position);
        JsonToken token;
        switch (At(_json, position))
        {
            case (byte)'t' when cursor.ReadWord("true"u8, out token):
            case (byte)'f' when cursor.ReadWord("false"u8, out token):
                _values.Add(node, ValueKind.Boolean, position, cursor.Text(token));
                break;
            case (byte)'n' when cursor.ReadWord("null"u8, out token):
                _values.AddNull(node);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9') when cursor.ReadNumber(out token):
                _values.Add(node, ValueKind.Number, position, cursor.Text(token));
                break;
            default:
                return Odd;
        }

        return position + token.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasBackslash(int start, int end) =>
        end - start < StructuralBlock.Size
            ? (BackslashesFrom(_blocks, start) & ~(ulong.MaxValue << (end - start))) != 0
            : _json[start..end].Contains((byte)'\\');

    /// <summary>Whether every backslash of a string begins an escape of JSON.</summary>
    private bool AreEscapes(ReadOnlySpan<byte> json, int start)
    {
        if (json.Length >= StructuralBlock.Size)
        {
            return JsonText.HasOnlyEscapes(json);
        }

        var backslashes = BackslashesFrom(_blocks, start) & ~(ulong.MaxValue << json.Length);
        while (backslashes != 0)
        {
            var at = BitOperations.TrailingZeroCount(backslashes);
            if (JsonText.LengthOfEscape(json, at) == 0)
            {
                return false;
            }

            // The second of two belongs to the first
            backslashes &= ~(0b11UL << at);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong BackslashesFrom(ReadOnlySpan<StructuralBlock> blocks, int start)
    {
        var (number, bit) = (StructuralBlock.Of(start), StructuralBlock.BitOf(start));
        return (blocks[number].Backslashes >> bit)
            | (blocks[number + 1].Backslashes << 1 << (StructuralBlock.Size - 1 - bit));
    }

    /// <summary>The position of the quote that ends a string. The index has made sure that there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfString(ReadOnlySpan<StructuralBlock> blocks, int start)
    {
        var quotes = QuotesFrom(blocks, start);
        return quotes != 0
            ? start + BitOperations.TrailingZeroCount(quotes)
            : EndOfLongString(blocks, StructuralBlock.Of(start) + 1);
    }

    /// <summary>The quotes in the 64 bytes from a position on: where a block ends is hard to predict, but few strings go further than this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong QuotesFrom(ReadOnlySpan<StructuralBlock> blocks, int start)
    {
        var (number, bit) = (StructuralBlock.Of(start), StructuralBlock.BitOf(start));
        return (blocks[number].Quotes >> bit) | (blocks[number + 1].Quotes << 1 << (StructuralBlock.Size - 1 - bit));
    }

    private static int EndOfLongString(ReadOnlySpan<StructuralBlock> blocks, int number)
    {
        while (blocks[number].Quotes == 0)
        {
            number++;
        }

        return (number * StructuralBlock.Size) + BitOperations.TrailingZeroCount(blocks[number].Quotes);
    }

    /// <summary>Skips an object or array to the bracket that closes it, counting brackets by the block until it must be in one.</summary>
    private int SkipContainer(int position, int depth)
    {
        var number = StructuralBlock.Of(position);
        var remaining = ulong.MaxValue << StructuralBlock.BitOf(position) << 1;
        var open = 1;
        while (number < _blocks.Length)
        {
            var opens = _blocks[number].Opens & remaining;
            var closes = _blocks[number].Closes & remaining;
            var opening = BitOperations.PopCount(opens);
            // Not necessarily too deep, but it may be
            if (depth + open + opening > TokenReader.MaxDepth)
            {
                return Odd;
            }

            var closing = StructuralBlock.FindClosing(opens, closes, open);
            if (closing >= 0)
            {
                return (number * StructuralBlock.Size) + closing + 1;
            }

            open += opening - BitOperations.PopCount(closes);
            remaining = ulong.MaxValue;
            number++;
        }

        return Odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipBlanks(ReadOnlySpan<byte> json, int position) =>
        At(json, position) > (byte)' ' ? position : SkipAllBlanks(json, position);

    private static int SkipAllBlanks(ReadOnlySpan<byte> json, int position)
    {
        while (At(json, position) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            position++;
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StandsAt(ReadOnlySpan<byte> json, int position, ReadOnlySpan<byte> text) =>
        (uint)position <= (uint)json.Length && json[position..].StartsWith(text);

    /// <summary>The byte there, or 0, which is never in its place, behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte At(ReadOnlySpan<byte> json, int position) =>
        (uint)position < (uint)json.Length ? json[position] : (byte)0;
}
