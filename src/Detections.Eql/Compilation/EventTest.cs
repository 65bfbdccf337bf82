namespace Detections.Eql.Compilation;

/// <summary>A compiled condition over one event.</summary>
internal delegate bool EventTest(EqlEvent values);
