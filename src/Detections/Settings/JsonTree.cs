using System.Text;
using System.Text.Json;

namespace Detections.Settings;

/// <summary>Reads JSON, with the place of every value.</summary>
internal ref struct JsonTree
{
    /// <summary>Of one document. A rule has some hundreds.</summary>
    private const int MostValues = 500_000;
    private const int MostKeys = 1_000;

    private readonly SourceFile _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private Utf8JsonReader _reader;
    private int _knownByte;
    private int _knownOffset;
    private int _values;

    private JsonTree(SourceFile file, ReadOnlySpan<byte> bytes, int start)
    {
        _file = file;
        _bytes = bytes;
        _reader = new(bytes);
        _knownOffset = start;
    }

    /// <summary>The root, or null and the first thing that is wrong.</summary>
    public static SettingNode? Read(SourceFile file, out Finding? trouble) =>
        Read(file, 0, file.Text.Length, out trouble);

    /// <summary>One line of a file.</summary>
    public static SettingNode? Read(SourceFile file, int start, int length, out Finding? trouble)
    {
        var tree = new JsonTree(file, Encoding.UTF8.GetBytes(file.Text, start, length), start);
        try
        {
            trouble = null;
            return tree.ReadRoot();
        }
        catch (JsonException e)
        {
            trouble = tree.Trouble(e);
            return null;
        }
    }

    private SettingNode ReadRoot()
    {
        _reader.Read();
        var root = new SettingNode(parent: null, "", Kind(), Scalar(), _file, Offset());
        ReadBelow(root);
        _reader.Read();
        return root;
    }

    private void ReadBelow(SettingNode parent)
    {
        if (++_values > MostValues)
        {
            throw new JsonException("One document holds more than 500,000 values");
        }

        if (parent.Kind == SettingKind.List)
        {
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                ReadBelow(parent.AddItem(Kind(), Scalar(), Offset()));
            }
        }
        else if (parent.Kind == SettingKind.Object)
        {
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
            {
                var (key, keyOffset) = (GetString(), Offset());
                if (parent.Child(key) is not null)
                {
                    throw new JsonException($"'{Cut.To(key, 80)}' is given twice in one object.");
                }

                if (parent.Children.Count == MostKeys)
                {
                    throw new JsonException("One object holds more than 1,000 keys");
                }

                _reader.Read();
                ReadBelow(parent.Add(key, Kind(), Scalar(), Offset(), keyOffset));
            }
        }
    }

    private readonly SettingKind Kind() =>
        _reader.TokenType switch
        {
            JsonTokenType.StartObject => SettingKind.Object,
            JsonTokenType.StartArray => SettingKind.List,
            JsonTokenType.String => SettingKind.Text,
            JsonTokenType.Number => SettingKind.Number,
            JsonTokenType.True or JsonTokenType.False => SettingKind.Boolean,
            _ => SettingKind.None,
        };

    private readonly string? Scalar() =>
        _reader.TokenType switch
        {
            JsonTokenType.String => GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(
                _reader.ValueSpan
            ),
            _ => null,
        };

    private readonly string GetString()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text holds half of a surrogate pair.", e);
        }
    }

    /// <summary>Tokens come in order, so that only what is between two of them must be counted.</summary>
    private int Offset()
    {
        var start = (int)_reader.TokenStartIndex;
        _knownOffset += Encoding.UTF8.GetCharCount(_bytes[_knownByte..start]);
        _knownByte = start;
        return _knownOffset;
    }

    private Finding Trouble(JsonException exception)
    {
        var at = (int)_reader.TokenStartIndex;
        if (exception is { LineNumber: { } line, BytePositionInLine: { } position })
        {
            at = 0;
            for (; line > 0; line--)
            {
                at += _bytes[at..].IndexOf((byte)'\n') + 1;
            }

            at = (int)Math.Min(at + position, _bytes.Length);
        }
        var offset = _knownOffset + (at < _knownByte ? 0 : Encoding.UTF8.GetCharCount(_bytes[_knownByte..at]));
        var message = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
        return new(
            FindingCode.WrongSyntax,
            FindingSeverity.Error,
            _file.Locate(offset),
            $"The file is not valid JSON: {message}."
        );
    }
}
