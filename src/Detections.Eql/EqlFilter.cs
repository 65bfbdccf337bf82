using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql;

/// <summary>
/// A condition that every event which a query can use satisfies, in the few forms that a search engine answers cheaply. It may let
/// through more, never less. The values of a field are its texts: strings as they are, numbers as written, <c>true</c> and
/// <c>false</c>; a field with several values satisfies a condition if one of them does.
/// </summary>
public abstract record EqlFilter
{
    private protected EqlFilter() { }

    /// <summary>What all events satisfy.</summary>
    public static EqlFilter Everything { get; } = new EqlFilterAll([]);

    /// <summary>What no event satisfies.</summary>
    public static EqlFilter Nothing { get; } = new EqlFilterAny([]);

    /// <summary>Satisfied by what satisfies all parts.</summary>
    public static EqlFilter All(params IEnumerable<EqlFilter> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var flat = ImmutableArray.CreateBuilder<EqlFilter>();
        foreach (var part in parts.SelectMany(part => part is EqlFilterAll all ? all.Parts : [part]))
        {
            if (part is EqlFilterAny { Parts.IsEmpty: true })
            {
                return Nothing;
            }

            flat.Add(part);
        }

        return flat.Count switch
        {
            0 => Everything,
            1 => flat[0],
            _ => new EqlFilterAll(flat.ToImmutable()),
        };
    }

    /// <summary>Satisfied by what satisfies one of the parts. Parts that ask the same of a field become one.</summary>
    public static EqlFilter Any(params IEnumerable<EqlFilter> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var flat = parts.SelectMany(part => part is EqlFilterAny any ? any.Parts : [part]).ToList();
        if (flat.Exists(part => part is EqlFilterAll { Parts.IsEmpty: true }))
        {
            return Everything;
        }

        ImmutableArray<EqlFilter> merged =
        [
            .. flat.OfType<EqlFilterAnyOf>()
                .GroupBy(part => (part.Field, part.IgnoresCase))
                .Select(group => new EqlFilterAnyOf(
                    group.Key.Field,
                    [.. group.SelectMany(part => part.Values).Distinct()],
                    group.Key.IgnoresCase
                )),
            .. flat.OfType<EqlFilterLike>()
                .GroupBy(part => (part.Field, part.IgnoresCase))
                .Select(group => new EqlFilterLike(
                    group.Key.Field,
                    [.. group.SelectMany(part => part.Patterns).Distinct()],
                    group.Key.IgnoresCase
                )),
            .. flat.OfType<EqlFilterExists>().Distinct(),
            .. flat.OfType<EqlFilterAll>(),
        ];
        return merged switch
        {
            [] => Nothing,
            [var only] => only,
            _ => new EqlFilterAny(merged),
        };
    }
}
