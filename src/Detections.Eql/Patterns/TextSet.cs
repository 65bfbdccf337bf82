namespace Detections.Eql.Patterns;

/// <summary>A set of UTF-8 texts, looked up without copying.</summary>
internal sealed class TextSet
{
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _texts;

    public TextSet(IEnumerable<byte[]> texts, bool ignoresCase) =>
        _texts = new HashSet<byte[]>(texts, new Comparer(ignoresCase)).GetAlternateLookup<ReadOnlySpan<byte>>();

    public bool Contains(ReadOnlySpan<byte> text) => _texts.Contains(text);

    private sealed class Comparer(bool ignoresCase)
        : IEqualityComparer<byte[]>,
            IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x is not null && Equals(x.AsSpan(), y!);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) =>
            ignoresCase ? AsciiCase.Equals(alternate, other) : alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        /// <summary>Few bytes tell most texts apart: the length and both ends, where paths and names differ.</summary>
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = (uint)alternate.Length;
            var head = Math.Min(8, alternate.Length);
            for (var index = 0; index < head; index++)
            {
                hash = (hash * 31) + AsciiCase.Fold(alternate[index]);
            }

            for (var index = Math.Max(head, alternate.Length - 16); index < alternate.Length; index++)
            {
                hash = (hash * 31) + AsciiCase.Fold(alternate[index]);
            }

            return (int)hash;
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
