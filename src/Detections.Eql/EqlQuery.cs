namespace Detections.Eql;

/// <summary>A parsed EQL query.</summary>
public sealed class EqlQuery
{
    internal EqlQuery(string text) => Text = text;

    /// <summary>The query as it was written.</summary>
    public string Text { get; }
}
