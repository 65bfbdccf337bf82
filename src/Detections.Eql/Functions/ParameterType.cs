namespace Detections.Eql.Functions;

/// <summary>What a function takes or gives.</summary>
internal enum ParameterType
{
    Any,
    Text,
    Number,
    Integer,
    Boolean,
    Address,
}
