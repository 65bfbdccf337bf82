namespace Detections.Eql;

/// <summary>Which results to keep if there are more than wanted.</summary>
public enum EqlResultPosition
{
    /// <summary>The last ones, as Elasticsearch does by default.</summary>
    Tail,

    /// <summary>The first ones.</summary>
    Head,
}
