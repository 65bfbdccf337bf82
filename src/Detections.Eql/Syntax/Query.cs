namespace Detections.Eql.Syntax;

/// <summary>What a query is before its pipes.</summary>
internal abstract record Query;
