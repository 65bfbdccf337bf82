namespace Detections.Eql;

/// <summary>What is remarkable about a query that can be evaluated.</summary>
public enum EqlRemarkKind
{
    /// <summary>A field is spelled nearly as one of the known ones.</summary>
    UnknownField,

    /// <summary>A condition does not fit the type of its field.</summary>
    Type,

    /// <summary>A condition can never hold, or always does.</summary>
    Constant,

    /// <summary>Conditions that all have to hold exclude each other.</summary>
    Contradiction,

    /// <summary>The event category is none that exists, or another one is asked for beside it.</summary>
    Category,

    /// <summary>A pattern costs much more than it has to.</summary>
    Expensive,
}
