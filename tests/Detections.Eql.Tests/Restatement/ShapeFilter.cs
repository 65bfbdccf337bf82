namespace Detections.Eql.Tests.Restatement;

/// <summary>One filter of a sequence or sample.</summary>
/// <param name="Letter">The letter that satisfies it.</param>
/// <param name="Own">The fields that it alone is joined by.</param>
/// <param name="Runs">How often in a row.</param>
/// <param name="IsMissing">Whether there must be no such event.</param>
internal sealed record ShapeFilter(char Letter, string[] Own, int Runs = 1, bool IsMissing = false)
{
    public string Eql =>
        $"{(IsMissing ? "!" : "")}[any where s == \"{Letter}\"]"
        + (Own.Length == 0 ? "" : $" by {string.Join(", ", Own)}")
        + (Runs == 1 ? "" : $" with runs={Runs}");

    public bool Takes(Happening happening, string[] shared, ShapeKey key) =>
        happening.Letters.Contains(Letter) && happening.KeysBy([.. shared, .. Own]).Contains(key);
}
