namespace Detections.Eql.Values;

/// <summary>
/// One value as expressions, join keys and tiebreakers know it. Equal if of one kind and of one meaning: two spellings of an address
/// or a number are equal, texts are compared letter by letter. Null comes before all, texts are in code unit order.
/// </summary>
internal readonly struct Scalar : IEquatable<Scalar>, IComparable<Scalar>
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly bool _isInteger;

    private Scalar(ScalarKind kind, object? reference, long bits, bool isInteger = false)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
        _isInteger = isInteger;
    }

    public static Scalar Null => default;

    public static Scalar True { get; } = new(ScalarKind.Boolean, null, 1);

    public static Scalar False { get; } = new(ScalarKind.Boolean, null, 0);

    public ScalarKind Kind { get; }

    public bool IsNull => Kind == ScalarKind.Null;

    /// <summary>Whether it is true; null is not.</summary>
    public bool IsTrue => Kind == ScalarKind.Boolean && _bits != 0;

    public Number Number => _isInteger ? new Number(_bits) : new Number(BitConverter.Int64BitsToDouble(_bits));

    /// <summary>Nanoseconds since 1970.</summary>
    public long Nanoseconds => _bits;

    /// <summary>The address or version that <see cref="Of(ScalarKind, object)"/> was given.</summary>
    public object Reference => _reference!;

    /// <summary>The characters of a text; other values have none.</summary>
    public int TextLength => _reference is string text ? text.Length : 0;

    public static Scalar Of(bool? truth) =>
        truth switch
        {
            true => True,
            false => False,
            null => Null,
        };

    public static Scalar Of(Number number) =>
        number.IsInteger
            ? new Scalar(ScalarKind.Number, null, number.Integer, isInteger: true)
            : new Scalar(ScalarKind.Number, null, BitConverter.DoubleToInt64Bits(number.Decimal));

    public static Scalar Of(string text) => new(ScalarKind.Text, text, 0);

    public static Scalar OfNanoseconds(long nanoseconds) => new(ScalarKind.Instant, null, nanoseconds);

    /// <summary>An address or a version: an object that is equatable and comparable, and whose text is its own.</summary>
    public static Scalar Of(ScalarKind kind, object reference) => new(kind, reference, 0);

    public bool Equals(Scalar other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() =>
        Kind switch
        {
            ScalarKind.Null => 0,
            ScalarKind.Number => Number.GetHashCode(),
            ScalarKind.Boolean or ScalarKind.Instant => _bits.GetHashCode(),
            _ => _reference!.GetHashCode(),
        };

    public int CompareTo(Scalar other) =>
        Kind != other.Kind
            ? Kind.CompareTo(other.Kind)
            : Kind switch
            {
                ScalarKind.Null => 0,
                ScalarKind.Number => Number.Compare(Number, other.Number),
                ScalarKind.Boolean or ScalarKind.Instant => _bits.CompareTo(other._bits),
                ScalarKind.Text => string.CompareOrdinal((string)_reference!, (string)other._reference!),
                _ => ((IComparable)_reference!).CompareTo(other._reference),
            };

    /// <summary>The value as the function <c>string</c> writes it; null is <c>null</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Boolean => IsTrue ? "true" : "false",
            ScalarKind.Number => Number.ToString(),
            ScalarKind.Instant => Instant.ToText(_bits),
            _ => _reference!.ToString()!,
        };
}
