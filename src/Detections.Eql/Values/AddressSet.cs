using System.Text;

namespace Detections.Eql.Values;

/// <summary>Ranges of addresses, sorted and joined, so that an address is looked up by halving.</summary>
internal sealed class AddressSet
{
    private readonly UInt128[] _first;
    private readonly UInt128[] _last;

    private AddressSet(List<(UInt128 First, UInt128 Last)> ranges)
    {
        ranges.Sort();
        var joined = new List<(UInt128 First, UInt128 Last)>(ranges.Count);
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last)
            {
                joined[^1] = (joined[^1].First, UInt128.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }

        _first = [.. joined.ConvertAll(range => range.First)];
        _last = [.. joined.ConvertAll(range => range.Last)];
    }

    /// <param name="ranges">In UTF-8: addresses, blocks, and from one address to another with a hyphen between.</param>
    /// <exception cref="FormatException">One is none of these.</exception>
    public static AddressSet Parse(IEnumerable<byte[]> ranges)
    {
        var parsed = new List<(UInt128, UInt128)>();
        foreach (var range in ranges)
        {
            parsed.Add(ParseRange(Encoding.UTF8.GetString(range)));
        }

        return new(parsed);
    }

    public bool Contains(IpAddress address)
    {
        var index = Array.BinarySearch(_first, address.Bits);
        return index >= 0 || (~index > 0 && address.Bits <= _last[~index - 1]);
    }

    private static (UInt128 First, UInt128 Last) ParseRange(string text)
    {
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 0)
        {
            return CidrBlock.TryParse(text, out var block, out var problem)
                ? (block.First, block.Last)
                : throw new FormatException(problem);
        }

        if (
            !IpAddress.TryParse(text.AsSpan(0, hyphen).Trim(), out var first)
            || !IpAddress.TryParse(text.AsSpan(hyphen + 1).Trim(), out var last)
        )
        {
            throw new FormatException(
                $"[{text}] is not a range of addresses; write it as [10.0.0.1-10.0.0.9], with an address on either side"
            );
        }

        return first.Bits <= last.Bits
            ? (first.Bits, last.Bits)
            : throw new FormatException($"[{text}] ends before it begins; write the lower address first");
    }
}
