namespace Detections.Eql.Tests.Restatement;

/// <summary>The events of a match, null where one must be missing.</summary>
internal sealed record ShapeMatch(ShapeKey Key, Happening?[] Events)
{
    public Happening First => Events.First(happening => happening is not null)!;

    public Happening Last => Events.Last(happening => happening is not null)!;

    public override string ToString() => string.Join(' ', Events.Select(happening => happening?.Id ?? "_")) + Key;
}
