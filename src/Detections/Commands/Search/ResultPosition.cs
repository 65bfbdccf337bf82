namespace Detections.Commands.Search;

/// <summary>Which end is kept when more events match than are asked for.</summary>
internal enum ResultPosition
{
    Tail,
    Head,
}
