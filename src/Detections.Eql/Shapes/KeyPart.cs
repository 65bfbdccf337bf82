using System.Text;
using Detections.Eql.Compilation;
using Detections.Eql.Execution;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>The values that open join keys have in one place.</summary>
internal sealed class KeyPart
{
    private const int LongestCompared = 512;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<Scalar> _others = [];

    public bool HasNull => _others.Contains(Scalar.Null);

    public void Add(Scalar value)
    {
        if (value.Kind == ScalarKind.Text)
        {
            _texts.Add(value.ToString());
        }
        else
        {
            _others.Add(value);
        }
    }

    public bool Has(EventValue value, FieldKind kind, DateFormat? format)
    {
        if (kind == FieldKind.Text || (kind == FieldKind.Unknown && value.Kind == ValueKind.String))
        {
            return _texts.Count > 0 && HasText(value.Text);
        }

        var scalar = FieldValue.Read(value, kind, format);
        return scalar.Kind == ScalarKind.Text ? _texts.Contains(scalar.ToString()) : _others.Contains(scalar);
    }

    private bool HasText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestCompared)
        {
            return true;
        }

        Span<char> text = stackalloc char[LongestCompared];
        var length = Encoding.UTF8.GetChars(utf8, text);
        return _texts.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]);
    }
}
