using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Detections.Eql.Patterns;

namespace Detections.Eql.Indexing;

/// <summary>
/// Letter case aside, a value can pass a predicate only if it equals one of some texts, or holds the runs of literal bytes of one of some
/// patterns. It is looked for instead of asking every predicate, which then has the last word.
/// </summary>
/// <param name="Texts">The texts, folded.</param>
/// <param name="Patterns">For each pattern the literal runs between its wildcards, folded; a run is as long as a gram at least.</param>
internal sealed record Needles(ImmutableArray<byte[]> Texts, ImmutableArray<ImmutableArray<byte[]>> Patterns)
{
    /// <summary>Null where a value may pass that holds nothing of a kind that can be looked for.</summary>
    public static Needles? Of(EqlFilter filter)
    {
        var texts = ImmutableArray.CreateBuilder<byte[]>();
        var patterns = ImmutableArray.CreateBuilder<ImmutableArray<byte[]>>();
        return TryAdd(filter, texts, patterns) ? new(texts.ToImmutable(), patterns.ToImmutable()) : null;
    }

    private static bool TryAdd(
        EqlFilter filter,
        ImmutableArray<byte[]>.Builder texts,
        ImmutableArray<ImmutableArray<byte[]>>.Builder patterns
    )
    {
        switch (filter)
        {
            case EqlFilterAnyOf anyOf:
                texts.AddRange(anyOf.Values.Select(Folded).Where(text => !Contains(texts, text)));
                return true;
            case EqlFilterLike like:
                foreach (var pattern in like.Patterns)
                {
                    ImmutableArray<byte[]> runs =
                    [
                        .. pattern.Split('*', '?').Select(Folded).Where(run => run.Length >= GramTable.Gram),
                    ];
                    if (runs.IsEmpty)
                    {
                        return false;
                    }

                    patterns.Add(runs);
                }

                return true;
            case EqlFilterAny { Parts.IsEmpty: false } any:
                foreach (var part in any.Parts)
                {
                    if (!TryAdd(part, texts, patterns))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private static bool Contains(ImmutableArray<byte[]>.Builder texts, byte[] text) =>
        texts.Count < 16 && texts.Any(other => other.AsSpan().SequenceEqual(text));

    private static byte[] Folded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AsciiCase.Fold(bytes, bytes);
        return bytes;
    }
}
