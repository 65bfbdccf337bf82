namespace Detections.Eql.Compilation.Conditions;

/// <summary>
/// A normalized condition over the slots of a field table. <see cref="Compile"/> turns it into the plain interpreter, which is the
/// reference; <see cref="Indexing.StepSet"/> shares its parts among all rules.
/// </summary>
internal abstract class Condition
{
    public abstract EventTest Compile();
}
